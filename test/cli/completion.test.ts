import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pullkeeper } from './pullkeeper.ts';

const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  for (const shell of ['bash', 'zsh', 'fish']) {
    writeFileSync(join(folder, shell), (await pullkeeper(['completion', shell])).stdout);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linesOf = (words: string[]) => {
  const [shell = '', ...args] = words;
  const { stdout, stderr } = spawnSync(shell, args, { encoding: 'utf8', cwd: folder });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
};

/** Asks the shell itself what may follow these words; the last one is being typed. */
const ASK: Record<string, (typed: string[]) => string[]> = {
  bash: (typed) =>
    linesOf([
      'bash',
      '-c',
      `source ./bash; COMP_WORDS=(pullkeeper ${typed.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${typed.length}; _pullkeeper; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ]),
  zsh: (typed) =>
    linesOf([
      'zsh',
      '-fc',
      `compdef() { :; }; compadd() { shift; printf '%s\\n' "$@"; }; _files() { :; }; source ./zsh; words=(pullkeeper ${typed.map((word) => `'${word}'`).join(' ')}); CURRENT=${typed.length + 1}; _pullkeeper`,
    ]).filter((word) => word.startsWith(typed.at(-1) ?? '')),
  fish: (typed) =>
    linesOf(['fish', '--no-config', '-c', `source ./fish; complete -C "pullkeeper ${typed.join(' ')}"`]).map(
      (line) => line.split('\t')[0] ?? '',
    ),
};

describe.each(Object.keys(ASK))('completion for %s', (shell) => {
  test.skipIf(!has(shell)).each([
    { typed: ['val'], offered: ['validate'] },
    { typed: ['setup', ''], offered: ['aws', 'google', 'kubernetes'] },
    { typed: ['setup', 'a'], offered: ['aws'] },
    { typed: ['validate', '--fail'], offered: ['--fail-on'] },
    { typed: ['setup', 'aws', '--acc'], offered: ['--account'] },
    { typed: ['snippet', 'fal', '--acc'], offered: [] },
  ])(`after $typed (skipped without ${shell})`, ({ typed, offered }) => {
    expect(ASK[shell]?.(typed)).toEqual(offered);
  });
});

test('completion names the shells it knows', async () => {
  const { code, stderr } = await pullkeeper(['completion', 'tcsh']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('bash, zsh, fish')]);
});

test('--version tells version and commit', async () => {
  const { code, stdout } = await pullkeeper(['--version']);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^pullkeeper \d+\.\d+\.\d+ \(.+\)\n$/)]);
});
