import { describe, expect, test } from 'vitest';
import { command, NO_ACCOUNT } from './command.ts';

const REFRESH = ['npx', 'serverless', 'invoke', 'local', '-f', 'refreshEcr'];
const sandbox = (words: string[]) =>
  command(['npm', 'run', '-s', 'sandbox', '--', ...words], { env: NO_ACCOUNT });

describe('npm run sandbox -- --fault', { timeout: 60_000 }, () => {
  test('breaks a service before the command runs', async () => {
    const { code, stdout, stderr } = await sandbox(['--fault', 'ecr:denied', ...REFRESH]);

    expect(stderr).toContain('Fault: ECR denies every request.');
    expect(`${stdout}${stderr}`).toMatch(/denied/);
    expect(code).not.toBe(0);
  });

  test('gives tokens a short life', async () => {
    const { stdout } = await sandbox(['--fault', 'tokens:40min', ...REFRESH]);

    expect(stdout).toContain('"failed"');
  });

  test.each(['ecr:tired', 'runs:lost=2'])('refuses %s with exit code 2', async (fault) => {
    const { code, stderr } = await sandbox(['--fault', fault, 'true']);

    expect(code).toBe(2);
    expect(stderr).not.toBe('');
  });
});
