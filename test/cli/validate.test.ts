import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DOCS_EXAMPLES } from '../validate/docs-examples.ts';
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

const validate = (args: string[], terminal: { stdin?: string; colours?: boolean } = {}) =>
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
    [['--no-such-option'], "Unknown option '--no-such-option'"],
    [['--fix', '-'], '--fix needs files'],
  ])('exits with 2 and says what was expected: %s', async (args, message) => {
    const { code, stderr, stdout } = await validate(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('pullkeeper validate [files');
  });

  it('exits with 3 when a file is not there', async () => {
    expect(await validate(['nowhere.yaml'])).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'pullkeeper validate: nowhere.yaml does not exist.\nName a config.yaml, or a folder that has one.\n',
    });
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
    expect((await validate([], { colours: true })).stdout).toContain('\u001b[33mwarning\u001b[0m');
    expect((await validate([])).stdout).not.toContain('\u001b');
  });

  it.each(['text', 'json', 'sarif', 'github'])('never shows a credential: %s', async (format) => {
    await file(
      'config.yaml',
      'secrets:\n  TOKEN: not-a-real-secret-canary # TOKEN\n  TOKEN: 12345678canary\n',
    );
    const { stdout } = await validate(['--format', format]);
    expect(stdout).toContain('TDA502');
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
