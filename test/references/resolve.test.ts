import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecretCommand, DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlainReference } from '../../lib/config/schema/reference-schema.ts';
import { resolveReference } from '../../lib/references/plain.ts';
import { type Fault, garbage, hang, status, throttle } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { environmentOf, useEnvironment } from '../aws/environment.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';
import { clientsOf } from '../sandbox/clients.ts';

const resolve = async (reference: PlainReference, env: NodeJS.ProcessEnv = {}, within = 50_000) =>
  (await resolveReference(reference, env, AbortSignal.timeout(within))).reveal();

describe('a reference to a variable', () => {
  const reference = { from: 'env', id: 'EXTERNAL_ID' } as const;

  it('gives its value as it is', async () => {
    expect(await resolve(reference, { EXTERNAL_ID: ' acme\n' })).toBe(' acme\n');
  });

  it.each([
    ['is not set', {}],
    ['is empty', { EXTERNAL_ID: '' }],
  ])('that %s is a failure', async (_, env) => {
    expect(await failureOf(resolve(reference, env))).toMatchObject({
      kind: 'invalid',
      message: 'the secret that registries.yml refers to is empty: EXTERNAL_ID (env)',
      hint: 'store a value there, or correct the reference in registries.yml',
    });
  });
});

describe('a reference to a file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pullkeeper-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['as it is', 'ac me', 'ac me'],
    ['without the newline that an editor puts at its end', 'acme\n', 'acme'],
    ['without that of Windows', 'acme\r\n', 'acme'],
    ['with the newlines inside it', 'a\nb\n', 'a\nb'],
  ])('gives its text %s', async (_, text, expected) => {
    const id = join(folder, 'secret');
    await writeFile(id, text);
    expect(await resolve({ from: 'file', id })).toBe(expected);
  });

  it('that is not there is a failure', async () => {
    const id = join(folder, 'none');
    expect(await failureOf(resolve({ from: 'file', id }))).toMatchObject({
      kind: 'invalid',
      message: `cannot read the secret that registries.yml refers to: ${id} (file)`,
      hint: 'check that the file exists and that this user may read it',
      cause: expect.stringContaining('ENOENT'),
    });
  });

  it('that is empty is a failure', async () => {
    const id = join(folder, 'empty');
    await writeFile(id, '\n');
    expect((await failureOf(resolve({ from: 'file', id }))).message).toMatch(/is empty/);
  });
});

describe('a reference to AWS Secrets Manager', () => {
  let sandbox: Sandbox;
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    sandbox = await startSandbox();
    env = useEnvironment(sandbox.environment());
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await sandbox.stop();
  });

  const keep = async (value: string, region = 'us-east-1') => {
    const create = new CreateSecretCommand({ Name: 'pullkeeper/acme', SecretString: value });
    return (await clientsOf(sandbox, { region }).secrets.send(create)).ARN ?? '';
  };
  const named = { from: 'aws-secrets-manager', id: 'pullkeeper/acme' } as const;

  it('by name gives its value from the region of the function', async () => {
    await keep('here');
    await keep('elsewhere', 'eu-west-1');
    expect(await resolve(named, { ...env, AWS_REGION: 'eu-west-1' })).toBe('elsewhere');
    expect(await resolve(named, env)).toBe('here');
  });

  it('by ARN gives its value from the region of the ARN', async () => {
    const id = await keep('elsewhere', 'eu-west-1');
    expect(await resolve({ from: 'aws-secrets-manager', id }, env)).toBe('elsewhere');
  });

  it('keeps a newline at its end, which somebody put there on purpose', async () => {
    await keep('acme\n');
    expect(await resolve(named, env)).toBe('acme\n');
  });

  it('that is not there is a failure that says where it was sought', async () => {
    expect(await failureOf(resolve(named, env))).toMatchObject({
      kind: 'invalid',
      message: 'cannot read the secret "pullkeeper/acme" in us-east-1: the request was rejected',
      hint: 'check that the secret exists; a secret of another region or account needs its full ARN',
      cause: expect.stringMatching(/^ResourceNotFoundException: /),
    });
  });

  it('that is scheduled for deletion is a failure with the command that brings it back', async () => {
    await keep('canary-of-a-value');
    const deletion = new DeleteSecretCommand({ SecretId: named.id });
    await clientsOf(sandbox, { region: 'us-east-1' }).secrets.send(deletion);
    expect(await failureOf(resolve(named, env))).toMatchObject({
      kind: 'invalid',
      hint: expect.stringMatching(/restore-secret --region us-east-1 --secret-id pullkeeper\/acme$/),
    });
  });

  it('that may not be read is a failure that names the right', async () => {
    await keep('canary-of-a-value');
    const nobody = { arn: 'arn:aws:iam::123456789012:role/nobody', allow: ['secretsmanager:DescribeSecret'] };
    useEnvironment(environmentOf(sandbox, sandbox.addPrincipal(nobody)));
    expect(await failureOf(resolve(named, env))).toMatchObject({
      kind: 'denied',
      message: 'cannot read the secret "pullkeeper/acme" in us-east-1: not allowed',
      hint: expect.stringMatching(/^allow secretsmanager:GetSecretValue on "pullkeeper\/acme"/),
    });
  });

  it.each<[what: string, fault: Fault, kind: string]>([
    ['is throttled', throttle, 'throttled'],
    ['is out of order', status(500), 'unavailable'],
    ['never answers', hang, 'unavailable'],
    ['breaks off in the middle of the value', garbage('{"SecretString":"canary-of-a-value'), 'unavailable'],
  ])('is a failure when the service %s', async (_, fault, kind) => {
    sandbox.faults.add({ service: 'secretsmanager', times: 9, fault });
    const failure = await failureOf(resolve(named, env, fault === hang ? 150 : 50_000));
    expect(failure.kind).toBe(kind);
    expectSilence(failure, 'canary-of-a-value');
  });
});
