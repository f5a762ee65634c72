import { describe, expect, test } from 'vitest';
import { command, NO_ACCOUNT } from './command.ts';

const REFRESH = ['node', 'cli/main.ts', 'refresh', '--json'];
const sandbox = (words: string[]) => command(['node', 'scripts/sandbox.ts', ...words], { env: NO_ACCOUNT });

describe('npm run sandbox -- --fault', () => {
  test('breaks a service before the command runs', async () => {
    const { code, stdout, stderr } = await sandbox(['--fault', 'ecr:denied', ...REFRESH]);

    expect(stderr).toContain('Fault: ECR denies every request.');
    expect(`${stdout}${stderr}`).toMatch(/denied/);
    expect(code).not.toBe(0);
  });

  test('gives tokens a short life', async () => {
    const { code, stdout } = await sandbox(['--fault', 'tokens:40min', ...REFRESH]);

    expect([code, JSON.parse(stdout).counts]).toMatchObject([0, { published: 4 }]);
    expect(stdout).toMatch(/lives only \d\d min/);
  });

  test.each(['ecr:tired', 'runs:lost=2'])('refuses %s with exit code 2', async (fault) => {
    const { code, stderr } = await sandbox(['--fault', fault, 'true']);

    expect(code).toBe(2);
    expect(stderr).not.toBe('');
  });
});
