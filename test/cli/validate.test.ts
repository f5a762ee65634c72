import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DOCS_EXAMPLES } from '../../lib/validate/docs-examples.ts';
import { pullkeeper } from './pullkeeper.ts';

const CLEAN = DOCS_EXAMPLES['ECR with OIDC'] ?? '';
const WARNING = 'base_image:\n  image: ghcr.io/acme/llama:1\nsecrets:\n  DOCKER_REGISTRY_nvcr.io: null\n';
const ERROR = 'base_image:\n  image: 5\n';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'pullkeeper-'));
});
afterEach(() => rm(cwd, { recursive: true }));

async function file(path: string, text: string | Uint8Array) {
  await mkdir(dirname(join(cwd, path)), { recursive: true });
  await writeFile(join(cwd, path), text);
}

const validate = (args: string[], terminal: { stdin?: string; colours?: boolean; columns?: number } = {}) =>
  pullkeeper(['validate', ...args], { cwd, ...terminal });

describe('pullkeeper validate', () => {
  it.each([
    ['a clean file', CLEAN, [], 0],
    ['a warning', WARNING, [], 0],
    ['a warning that is to fail', WARNING, ['--fail-on', 'warning'], 1],
    ['advice, whatever is to fail', DOCS_EXAMPLES['ECR with static keys'] ?? '', ['--fail-on', 'warning'], 0],
    ['an error', ERROR, [], 1],
  ])('exits by what it finds: %s', async (_, text, args, code) => {
    await file('config.yaml', text);
    expect(await validate(args)).toMatchObject({ code, stderr: '' });
  });

  it.each([
    [['--format', 'xml'], '--format takes text, json, sarif, github, not "xml"'],
    [['--format', 'jsn'], 'did you mean "json"?'],
    [['--fail-on', 'info'], '--fail-on takes error, warning, not "info"'],
    [['--truss', '0.9.0'], '--truss takes "latest" or a release from 0.15.3 on'],
    [['--no-such-option'], 'there is no option "--no-such-option"'],
    [['--fix', '-'], '--fix needs files'],
    [[''], 'one of the paths is empty'],
  ])('exits with 2 and says what was expected: %s', async (args, message) => {
    const { code, stderr, stdout } = await validate(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('pullkeeper validate [files');
  });

  it('reports what cannot be read as a finding, checks the rest, and exits with 3', async () => {
    await file('config.yaml', WARNING);
    await symlink('loop', join(cwd, 'loop'));
    const { code, stdout, stderr } = await validate([
      'nowhere.yaml',
      'loop',
      'config.yaml',
      '--format',
      'json',
    ]);
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    const { files } = JSON.parse(stdout);
    expect(files).toMatchObject([
      { path: 'nowhere.yaml', load: 'unknown', findings: [{ rule: 'TDA001' }] },
      { path: 'loop', load: 'unknown', findings: [{ rule: 'TDA001' }] },
      { path: 'config.yaml', load: true, findings: [{ rule: 'TDA503' }] },
    ]);
  });

  it('shows no line of a file that it could not read, and no verdict of Truss', async () => {
    const { code, stdout } = await validate(['nowhere.yaml']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^nowhere\.yaml:1:1: error TDA001 .+\n {4}Name .+\n\n1 file: 1 error\.\n$/);
  });

  it('follows a link to a config.yaml, and reports one that leads nowhere', async () => {
    await file('shared.yaml', WARNING);
    await mkdir(join(cwd, 'good'));
    await mkdir(join(cwd, 'bad'));
    await symlink('../shared.yaml', join(cwd, 'good/config.yaml'));
    await symlink('../nowhere.yaml', join(cwd, 'bad/config.yaml'));
    const { code, stdout } = await validate(['--format', 'json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout).files).toMatchObject([
      { path: 'bad/config.yaml', load: 'unknown' },
      { path: 'good/config.yaml', findings: [{ rule: 'TDA503' }] },
    ]);
  });

  it('counts what it passes over, and says which folder has nothing', async () => {
    await file('a/config.yaml', 'listen: 8080\n');
    await mkdir(join(cwd, 'b'));
    expect(await validate(['a', 'b'])).toEqual({
      code: 0,
      stderr: '',
      stdout:
        'No file was checked.\nSkipped a config.yaml without any setting of Truss.\nThere is no config.yaml in b.\n',
    });
    expect(await validate(['a', 'b', '--require-files'])).toMatchObject({ code: 3 });
  });

  it('passes over a named file of another program only when told to', async () => {
    await file('config.yaml', 'listen: 8080\n');
    expect(await validate(['config.yaml'])).toMatchObject({ code: 1 });
    expect(await validate(['config.yaml', '--only-truss'])).toMatchObject({ code: 0 });
  });

  it.each([
    ['a name', ['--exclude', 'old'], ['a/config.yaml', 'b/c/config.yaml']],
    ['a folder', ['--exclude', 'b/'], ['a/config.yaml']],
    ['a pattern', ['--exclude', 'b/*/config.yaml'], ['a/config.yaml']],
    ['several', ['--exclude', 'a', '--exclude', 'b/old'], ['b/c/config.yaml']],
  ])('passes over what is excluded: %s', async (_, args, paths) => {
    for (const path of ['a/config.yaml', 'b/c/config.yaml', 'b/old/config.yaml']) await file(path, WARNING);
    const { stdout } = await validate([...args, '--format', 'json']);
    expect(JSON.parse(stdout).files.map(({ path }: { path: string }) => path)).toEqual(paths);
  });

  it('searches folders for config.yaml, and leaves those of other programs alone', async () => {
    await file('b/config.yaml', ERROR);
    await file('a/model/config.yaml', CLEAN);
    await file('a/other/config.yaml', 'listen: 8080\n');
    await file('node_modules/x/config.yaml', ERROR);
    await file('.git/config.yaml', ERROR);
    const { stdout } = await validate(['--format', 'json']);
    expect(JSON.parse(stdout).files.map(({ path }: { path: string }) => path)).toEqual([
      join('a', 'model', 'config.yaml'),
      join('b', 'config.yaml'),
    ]);
  });

  it('reads standard input', async () => {
    const { code, stdout } = await validate(['-', '--format', 'json'], { stdin: ERROR });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ files: [{ path: 'stdin', load: false, push: false }] });
  });

  it('says of a file that is no text why it is none', async () => {
    await file('config.yaml', Uint8Array.of(0x61, 0x3a, 0x20, 0xff, 0x0a));
    const { code, stdout } = await validate(['config.yaml']);
    expect(code).toBe(1);
    expect(stdout).toContain('The file is not UTF-8: byte 4 cannot be read.');
  });

  it('checks for the version of Truss that it is given', async () => {
    await file('config.yaml', DOCS_EXAMPLES['ECR with an assumed role'] ?? '');
    expect(await validate([])).toMatchObject({ code: 0 });
    const older = await validate(['--truss', '0.18.26']);
    expect(older.code).toBe(1);
    expect(older.stdout).toContain('AWS_ASSUME_ROLE came after Truss 0.18.26');
  });

  it('knows what registries.yml keeps fresh', async () => {
    await file('config.yaml', DOCS_EXAMPLES['ECR with an access token'] ?? '');
    await file('registries.yml', 'backends:\n  b: { type: baseten }\nregistries: []\n');
    const { stdout } = await validate(['--registries', 'registries.yml']);
    expect(stdout).toContain('TDA603 Nothing in registries.yml publishes a login');
  });

  it.each([
    ['not YAML', 'registries: ['],
    ['empty', ''],
    ['another file', 'model_name: a\n'],
  ])('takes no other file for a registries.yml: %s', async (_, text) => {
    await file('config.yaml', DOCS_EXAMPLES['ECR with an access token'] ?? '');
    await file('registries.yml', text);
    const { code, stdout, stderr } = await validate(['--registries', 'registries.yml']);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/is not a registries\.yml\nnpx pullkeeper plan --registries /);
  });
});

describe('pullkeeper validate --format text', () => {
  it('shows the line, a caret under the place, and what to do', async () => {
    await file('config.yaml', WARNING);
    expect(
      (await validate([])).stdout,
    ).toBe(`config.yaml:4:3: warning TDA503 DOCKER_REGISTRY_nvcr.io is not used: the image comes from ghcr.io.
  4 |   DOCKER_REGISTRY_nvcr.io: null
    |   ^^^^^^^^^^^^^^^^^^^^^^^
    Rename it if it is meant for ghcr.io, or delete the line.

1 file: 1 warning.
`);
  });

  it('has colours on a terminal only', async () => {
    await file('config.yaml', WARNING);
    expect((await validate([], { colours: true })).stdout).toContain('\u001b[33mwarning\u001b[39m');
    expect((await validate([])).stdout).not.toContain('\u001b');
  });

  it('links each rule to its page on a terminal', async () => {
    await file('config.yaml', WARNING);
    const link =
      '\u001b]8;;https://unpkg.com/pullkeeper@0.1.0/docs/rules/TDA503.md\u001b\\TDA503\u001b]8;;\u001b\\';
    expect((await validate([], { colours: true, columns: 80 })).stdout).toContain(link);
    expect((await validate([], { colours: true })).stdout).not.toContain('\u001b]8');
  });

  it.each(['text', 'json', 'sarif', 'github'])('never shows a credential: %s', async (format) => {
    await file(
      'config.yaml',
      'secrets:\n  TOKEN: not-a-real-secret-canary # TOKEN\n  TOKEN: 12345678canary\n',
    );
    const { stdout } = await validate(['--format', format]);
    expect(stdout).toContain('TDA510');
    expect(stdout).not.toContain('canary');
  });

  it.each([
    ['in a list', 'secrets:\n- TOKEN: canary-1\n'],
    ['in a flow mapping', 'secrets: {TOKEN: [canary-1]}\n'],
    ['behind a tab', 'secrets:\n  TOKEN:\tcanary-1\n'],
    ['that begins like an alias', 'secrets:\n  TOKEN: *canary-1\n'],
    ['that begins like a tag', 'secrets:\n  TOKEN: !canary-1\n'],
    ['that begins like a directive', 'secrets:\n  TOKEN: %canary-1\n'],
    ['with a colon in it', 'secrets:\n  TOKEN: user: canary-1\n'],
    ['as a key', 'secrets:\n  TOKEN: {canary-1: x}\n'],
  ])('not even one that cannot be read: %s', async (_, text) => {
    await file('config.yaml', text);
    for (const format of ['text', 'json', 'sarif', 'github']) {
      const { code, stdout } = await validate(['--format', format]);
      expect(code).toBe(1);
      expect(stdout).not.toContain('canary');
    }
  });
});

describe('pullkeeper validate --fix', () => {
  const ECR = '123456789012.dkr.ecr.us-west-2.amazonaws.com';
  const before = `# how the model is pulled
base_image:
  image:   '${ECR}/llama:1'  # pinned
  docker_auth:
    registry: "https://${ECR}/" # the host
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/r
    aws_oidc_region: us-east-1
    auth_method: aws_oidc
`;

  it('touches nothing but what it fixes', async () => {
    await file('config.yaml', before);
    const { code } = await validate(['--fix', '--fail-on', 'warning']);
    expect(code).toBe(0);
    const after = before
      .replace(`"https://${ECR}/"`, `"${ECR}"`)
      .replace('us-east-1', 'us-west-2')
      .replace('auth_method: aws_oidc', 'auth_method: AWS_OIDC');
    expect(await readFile(join(cwd, 'config.yaml'), 'utf8')).toBe(after);
  });

  it('keeps the line endings and the byte order mark', async () => {
    await file('config.yaml', `\uFEFF${before.replaceAll('\n', '\r\n')}`);
    await validate(['--fix']);
    const after = await readFile(join(cwd, 'config.yaml'), 'utf8');
    expect(after.startsWith('\uFEFF#')).toBe(true);
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('adds what is missing, as many rounds as it takes', async () => {
    await file(
      'config.yaml',
      `base_image:\n  image: ${ECR}/llama:1\n  docker_auth:\n    auth_method: AWS_IAM`,
    );
    await validate(['--fix']);
    expect(await readFile(join(cwd, 'config.yaml'), 'utf8')).toBe(`base_image:
  image: ${ECR}/llama:1
  docker_auth:
    auth_method: AWS_IAM
    registry: ${ECR}
secrets:
  aws_access_key_id: null
  aws_secret_access_key: null
`);
  });
});

describe('pullkeeper validate --fix, and --diff', () => {
  const config = (method: string) => `secrets:
  other: hunter2
base_image:
  image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/llama:1
  docker_auth:
    auth_method: ${method}
    registry: 123456789012.dkr.ecr.us-west-2.amazonaws.com
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/r
    aws_oidc_region: us-west-2
`;

  it('says what was changed', async () => {
    await file('config.yaml', config('aws_oidc'));
    const { stdout } = await validate(['--fix']);
    expect(stdout).toContain('config.yaml:6:18: fixed TDA105: Write AWS_OIDC.\n');
    const json = await validate(['--fix', '--format', 'json']);
    expect(JSON.parse(json.stdout).files).toHaveLength(1);
  });

  it('keeps the mode of the file, and the link to it', async () => {
    await file('shared.yaml', config('aws_oidc'));
    await chmod(join(cwd, 'shared.yaml'), 0o640);
    await symlink('shared.yaml', join(cwd, 'link.yaml'));
    await validate(['link.yaml', '--fix']);
    expect(await readFile(join(cwd, 'shared.yaml'), 'utf8')).toBe(config('AWS_OIDC'));
    expect((await stat(join(cwd, 'shared.yaml'))).mode & 0o777).toBe(0o640);
    expect(await readdir(cwd)).toEqual(['link.yaml', 'shared.yaml']);
  });

  it('shows the changes, and writes nothing', async () => {
    await file('config.yaml', config('aws_oidc'));
    expect((await validate(['--diff'])).stdout).toBe(`--- config.yaml
+++ config.yaml
@@ -4 +4 @@
   image: ${'*'.repeat(52)}
   docker_auth:
-    auth_method: aws_oidc
+    auth_method: AWS_OIDC
     registry: ${'*'.repeat(44)}
     aws_oidc_role_arn: ${'*'.repeat(32)}
`);
    expect(await readFile(join(cwd, 'config.yaml'), 'utf8')).toBe(config('aws_oidc'));
  });

  it('shows no value that stays, though its line changes', async () => {
    await file(
      'config.yaml',
      `...\n  secrets:\n    docker_registry_ghcr.io: hunter2\n  base_image: {image: ghcr.io/a/b:1}\n`,
    );
    const { stdout } = await validate(['--diff']);
    expect(stdout).toMatch(/^\+ +docker_registry_ghcr\.io: \*{7}$/im);
    expect(stdout).not.toContain('hunter2');
  });
});

describe('A reader that stops early', () => {
  it.each([
    ['validate', '--format', 'sarif', 'config.yaml'],
    ['--help'],
    ['plan', '--help'],
    ['no-such-command'],
  ])('gets no stack trace: %s', async (...args) => {
    await file('config.yaml', ERROR);
    const main = new URL('../../cli/main.ts', import.meta.url).pathname;
    const command = `{ "${process.execPath}" "${main}" ${args.join(' ')}; echo "rc $?" >&2; } 2>err | true; cat err`;
    const { stdout } = await promisify(execFile)('bash', ['-c', command], { cwd });
    expect(stdout).not.toMatch(/EPIPE|at .*\.ts/);
    expect(stdout).toMatch(/rc [012]\n$/);
  });
});

describe.runIf(existsSync('/dev/full'))('A full disk', () => {
  it('gets no stack trace, and the exit code 3', async () => {
    await file('config.yaml', WARNING);
    const main = new URL('../../cli/main.ts', import.meta.url).pathname;
    const command = `"${process.execPath}" "${main}" validate config.yaml 2>&1 >/dev/full; echo "rc $?"`;
    const { stdout } = await promisify(execFile)('bash', ['-c', command], { cwd });
    expect(stdout).toBe('pullkeeper: the output could not be written (ENOSPC)\nrc 3\n');
  });
});

describe('pullkeeper', () => {
  it.each([
    [['--help'], 0],
    [['validate', '--help'], 0],
    [[], 2],
    [['validat'], 2],
    [['snippet', 'fall'], 2],
  ])('explains itself: %s', async (args, code) => {
    const { code: ended, stdout, stderr } = await pullkeeper(args);
    expect(ended).toBe(code);
    expect(stdout + stderr).toContain('validate');
  });
});
