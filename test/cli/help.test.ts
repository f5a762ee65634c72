import { expect, test } from 'vitest';
import { pullkeeper } from './pullkeeper.ts';

test('setup --help lists the commands of setup', async () => {
  const { code, stdout } = await pullkeeper(['setup', '--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^pullkeeper setup <command>[\s\S]*setup aws +\w[\s\S]*setup google +\w/);
  expect(stdout).not.toContain('validate');
});

test('setup alone is no command, and lists them all', async () => {
  expect(await pullkeeper(['setup'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no command "setup"[\s\S]*setup aws/),
  });
});

test.each(['--version', '-v'])('%s prints the version', async (option) => {
  const { code, stdout } = await pullkeeper([option]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^pullkeeper \d+\.\d+\.\d+/);
});
