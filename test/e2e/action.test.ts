import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const GOOD = 'base_image: { image: python:3.12 }\n';
const BAD = 'base_image: { image: python:3.12, docker_auth: { auth_method: NO_SUCH_METHOD, registry: x } }\n';
const ACTION = parse(readFileSync('action.yml', 'utf8'));
const STEP = ACTION.runs.steps.find(({ id }: { id?: string }) => id === 'validate');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  writeFileSync(join(folder, 'good.yaml'), GOOD);
  writeFileSync(join(folder, 'bad file.yaml'), BAD);
  // Stands for npx, which would fetch the package: the command line of this project, and what it was asked for.
  const npx = join(folder, 'npx');
  const node = [process.execPath, resolve('cli/pullkeeper.cjs')].map((word) => `'${word}'`).join(' ');
  writeFileSync(npx, `#!/bin/sh\necho "$1 $2" >>"${folder}/asked"\nshift 2\nexec ${node} "$@"\n`);
  chmodSync(npx, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the step as GitHub does, with the inputs that are not given at their defaults. */
function runAction(inputs: Record<string, string>) {
  const given = Object.fromEntries(
    Object.entries<string>(STEP.env).map(([variable, expression]) => {
      const name = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression)?.[1] ?? '';
      return [variable, inputs[name] ?? ACTION.inputs[name].default];
    }),
  );
  const output = join(folder, 'output');
  writeFileSync(output, '');
  const { status, stdout } = spawnSync('bash', ['-c', STEP.run], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      ...given,
      PATH: `${folder}:${process.env.PATH}`,
      GITHUB_ACTION_PATH: process.cwd(),
      GITHUB_OUTPUT: output,
      RUNNER_TEMP: folder,
    },
  });
  return { status, stdout, output: readFileSync(output, 'utf8') };
}

describe('the GitHub Action', { timeout: 60_000 }, () => {
  test('gives every input to its script as a variable, and builds nothing', () => {
    expect(Object.keys(ACTION.inputs)).toHaveLength(Object.keys(STEP.env).length);
    expect(STEP.run).not.toContain('${{');
    expect(JSON.stringify(ACTION.runs)).not.toMatch(/npm (?:ci|install|run)/);
  });

  test('passes a good file', () =>
    expect(runAction({ paths: 'good.yaml' })).toMatchObject({ status: 0, stdout: '' }));

  test('annotates a bad file, writes SARIF, and fails', () => {
    const { status, stdout, output } = runAction({ paths: 'good.yaml\n\nbad file.yaml\n', version: '1.2.3' });

    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=bad file\.yaml,/m);
    const sarif = JSON.parse(readFileSync(/^sarif=(.*)$/m.exec(output)?.[1] ?? '', 'utf8'));
    expect(sarif.runs[0].results.length).toBeGreaterThan(0);
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toContain('--yes pullkeeper@1.2.3\n');
  });

  test('takes no path for an option, and no input for a command', () => {
    expect(runAction({ paths: '--fix' }).status).not.toBe(0);
    expect(runAction({ paths: 'good.yaml', truss: '$(touch x)' }).status).toBe(2);
  });
});
