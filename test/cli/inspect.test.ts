import { Readable, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../cli/commands/index.ts';
import { run } from '../../cli/run.ts';
import { pullkeeper } from './pullkeeper.ts';

const encoded = (text: string) => Buffer.from(text).toString('base64');
const inspect = (stdin: string, ...options: string[]) => pullkeeper(['inspect', ...options], { stdin });

describe('pullkeeper inspect', () => {
  test('ends with 0 and says what it saw when the value is sound', async () => {
    const { code, stdout } = await inspect(encoded('AWS:word'));
    expect(code).toBe(0);
    expect(stdout).toBe(
      '12 bytes, read as docker-auth. The user is AWS.\n\nThe value has a valid form. Whether the registry accepts it, doctor checks.\n',
    );
  });

  test('ends with 1, and prints the command that makes it right', async () => {
    const { code, stdout } = await inspect('word', '--host', 'nvcr.io');
    expect(code).toBe(1);
    expect(stdout).toContain('wrong  the value is a password or a token without a user');
    expect(stdout).toContain(
      `    read -rs PASSWORD; printf '%s:%s' '$oauthtoken' "$PASSWORD" | base64 | tr -d '\\n'\n`,
    );
  });

  test.each([
    [
      'docker.io',
      'docker-config-json',
      `printf '{"auths":{"%s":{"auth":"%s"}}}' 'https://index.docker.io/v1/' `,
    ],
    [
      'us-docker.pkg.dev',
      'user-password',
      `printf '%s:%s' 'oauth2accesstoken' "$(gcloud auth print-access-token)"`,
    ],
    ['public.ecr.aws', 'password', 'printf %s "$(aws ecr-public get-login-password --region us-east-1)"'],
    [
      '111122223333.dkr.ecr.eu-west-1.amazonaws.com',
      'docker-auth',
      `printf '%s:%s' 'AWS' "$(aws ecr get-login-password --region eu-west-1)" | base64 | tr -d '\\n'`,
    ],
  ])('knows how a value for %s is made as %s', async (host, format, command) => {
    const { stdout } = await inspect('', '--host', host, '--format', format);
    expect(stdout).toContain(command);
  });

  test('says the same as JSON', async () => {
    const { code, stdout } = await inspect(encoded('bob:word\n'), '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'docker-auth',
      sound: false,
      bytes: 12,
      defects: [{ id: 'password-line-end', severity: 'wrong' }],
    });
  });

  test.each([
    [['--format', 'docker-auht'], '; did you mean "docker-auth"?'],
    [['--host', 'https://ghcr.io/'], 'Did you mean "ghcr.io"?'],
  ])('ends with 2 when called with %s', async (options, said) => {
    const { code, stderr } = await inspect('', ...options);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  test('asks to be piped to, rather than wait in front of a terminal', async () => {
    const said: string[] = [];
    const sink = new Writable({
      write: (chunk, _, done) => {
        said.push(String(chunk));
        done();
      },
    });
    const stdin = Object.assign(new Readable({ read() {} }), { isTTY: true });
    const terminal = {
      cwd: '.',
      stdin,
      stdout: sink,
      stderr: sink,
      colours: false,
      columns: undefined,
      env: {},
      now: () => new Date(),
    };

    expect(await run(['inspect'], COMMANDS, terminal)).toBe(2);
    expect(said.join('')).toContain('pipe the value in');
  });

  test('never repeats what was given as an argument: that may be the value', async () => {
    const { code, stdout, stderr } = await pullkeeper(['inspect', 'QVdTOndvcmQ=']);
    expect(code).toBe(2);
    expect(stderr).toContain('pipe the value in');
    expect(stdout + stderr).not.toContain('QVdTOndvcmQ=');
  });

  test('shows a mistake in colour on a terminal that has any', async () => {
    const { stdout } = await pullkeeper(['inspect'], { stdin: 'word', colours: true });
    expect(stdout).toContain('\u001b[31mwrong\u001b[39m');
  });
});
