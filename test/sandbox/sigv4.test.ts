import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { CreateSecretCommand, ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { clientsOf } from './clients.ts';

/** A request of the SDK, as far as these tests alter one. */
interface Draft {
  headers: Record<string, string>;
  query: Record<string, string>;
  body: Uint8Array;
}

function isDraft(request: unknown): request is Draft {
  return typeof request === 'object' && request !== null && 'headers' in request && 'query' in request;
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

/** A client whose requests are altered before or after they are signed. */
function altering(when: 'before signing' | 'after signing', alter: (draft: Draft) => void) {
  const { secrets } = clientsOf(sandbox);
  const altered = <Request>(request: Request): Request => {
    if (isDraft(request)) alter(request);
    return request;
  };
  if (when === 'before signing') {
    const step = { step: 'build' } as const;
    secrets.middlewareStack.add((next) => (args) => next({ ...args, request: altered(args.request) }), step);
  } else {
    const step = { step: 'deserialize', priority: 'low' } as const;
    secrets.middlewareStack.add((next) => (args) => next({ ...args, request: altered(args.request) }), step);
  }
  return secrets;
}

describe('a signature of the SDK', () => {
  it('is accepted as it is', async () => {
    const answer = await clientsOf(sandbox).sts.send(new GetCallerIdentityCommand({}));
    expect(answer.Arn).toBe('arn:aws:sts::123456789012:assumed-role/pullkeeper/sandbox');
  });

  it.each([
    ['an empty value', { empty: '' }],
    ['characters that encodeURIComponent leaves alone', { 'it\u2019s': "(a)*'!" }],
    ['a sort order that differs by code point', { a1: '1', A: '2', 'a-': '3', ä: '4' }],
    ['spaces, slashes and plus signs', { 'x y': 'a/b+c d' }],
  ])('covers a query with %s', async (_, query) => {
    const secrets = altering('before signing', (draft) => Object.assign(draft.query, query));
    await expect(secrets.send(new ListSecretsCommand({}))).resolves.toBeDefined();
  });

  it('covers a header with odd spacing', async () => {
    const secrets = altering('before signing', ({ headers }) => {
      headers['x-amz-note'] = 'two  spaces   inside';
    });
    await expect(secrets.send(new ListSecretsCommand({}))).resolves.toBeDefined();
  });
});

describe('a request altered after signing', () => {
  const authorization = (change: (header: string) => string) => (draft: Draft) => {
    draft.headers.authorization = change(draft.headers.authorization ?? '');
  };
  const flipLast = (header: string) => header.slice(0, -1) + (header.endsWith('0') ? '1' : '0');
  const today = () => new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const mismatch = /signature we calculated does not match/;

  it.each<[what: string, alter: (draft: Draft) => void, code: string, message: RegExp]>([
    ['in its signature', authorization(flipLast), 'InvalidSignatureException', mismatch],
    [
      'in its region',
      authorization((h) => h.replace('/us-east-1/', '/eu-west-1/')),
      'InvalidSignatureException',
      mismatch,
    ],
    [
      'to a region that does not exist',
      authorization((h) => h.replace('/us-east-1/', '/mars-1/')),
      'InvalidSignatureException',
      /valid region/,
    ],
    [
      'to another service',
      authorization((h) => h.replace('/secretsmanager/', '/ecr/')),
      'InvalidSignatureException',
      /correct service: 'secretsmanager'/,
    ],
    [
      'to another partition',
      authorization((h) => h.replace('/us-east-1/', '/cn-north-1/')),
      'UnrecognizedClientException',
      /security token included in the request is invalid/,
    ],
    [
      'to an unknown key',
      authorization((h) => h.replace('_SANDBOX_', '_NOBODY_')),
      'UnrecognizedClientException',
      /security token included in the request is invalid/,
    ],
    [
      'to an unfinished header',
      authorization((h) => h.replace(/, SignedHeaders=[^,]+/, '')),
      'IncompleteSignatureException',
      /'SignedHeaders'/,
    ],
    [
      'to no header at all',
      ({ headers }) => Reflect.deleteProperty(headers, 'authorization'),
      'MissingAuthenticationTokenException',
      /missing/i,
    ],
    [
      'in its body',
      (draft) => {
        draft.body = Buffer.from(Buffer.concat([draft.body]).toString().replace('first', 'other'));
      },
      'InvalidSignatureException',
      mismatch,
    ],
    [
      'in a signed header',
      ({ headers }) => {
        headers['content-type'] = 'text/plain';
      },
      'InvalidSignatureException',
      mismatch,
    ],
    [
      'by a header that should be signed',
      ({ headers }) => {
        headers['x-amz-note'] = 'new';
      },
      'InvalidSignatureException',
      /'x-amz-note' must be a 'SignedHeader'/,
    ],
    [
      'by a query',
      ({ query }) => {
        query.extra = '1';
      },
      'InvalidSignatureException',
      mismatch,
    ],
    [
      'by losing its session token',
      ({ headers }) => Reflect.deleteProperty(headers, 'x-amz-security-token'),
      'UnrecognizedClientException',
      /security token/,
    ],
    [
      'by the session token of another',
      ({ headers }) => {
        headers['x-amz-security-token'] = 'not-this-one';
      },
      'UnrecognizedClientException',
      /security token/,
    ],
    [
      'to a date without form',
      ({ headers }) => {
        headers['x-amz-date'] = 'yesterday';
      },
      'InvalidSignatureException',
      /ISO-8601/,
    ],
    [
      'to a date on another day',
      ({ headers }) => {
        headers['x-amz-date'] = today().replace(/^\d{8}/, '20200101');
      },
      'InvalidSignatureException',
      /does not match YYYYMMDD/,
    ],
  ])('%s is refused', async (_, alter, code, message) => {
    const secrets = altering('after signing', alter);
    const create = secrets.send(new CreateSecretCommand({ Name: 'never-made', SecretString: 'first' }));
    await expect(create).rejects.toMatchObject({ name: code, message: expect.stringMatching(message) });
    expect(sandbox.secret('never-made')).toBeUndefined();
  });
});

describe('a signer', () => {
  it('with the wrong secret key is refused', async () => {
    const credentials = { ...sandbox.principal.credentials, secretAccessKey: 'sandbox-guess' };
    const { ecr, sts } = clientsOf(sandbox, { credentials });
    await expect(ecr.send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
  });

  it('with an unknown key is refused, by STS in words of its own', async () => {
    const credentials = { accessKeyId: 'nobody', secretAccessKey: 'sandbox-guess' };
    const { ecr, sts } = clientsOf(sandbox, { credentials });
    await expect(ecr.send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });

  it.each([
    ['six minutes slow', -6 * 60_000, /Signature expired/],
    ['six minutes fast', 6 * 60_000, /Signature not yet current/],
  ])('whose clock is %s is refused', async (_, systemClockOffset, message) => {
    const { ecr } = clientsOf(sandbox);
    ecr.config.systemClockOffset = systemClockOffset;
    const mint = ecr.send(new GetAuthorizationTokenCommand({}));
    await expect(mint).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringMatching(message),
    });
  });

  it('is held to real time, however far the sandbox has moved its own', async () => {
    await using moved = await startSandbox();
    moved.clock.advance(365 * 24 * 60 * 60_000);
    await expect(clientsOf(moved).ecr.send(new GetAuthorizationTokenCommand({}))).resolves.toBeDefined();
  });

  it.each(['cn-north-1', 'us-gov-west-1', 'eusc-de-east-1', 'us-iso-east-1'])(
    'with a commercial key is unknown in %s',
    async (region) => {
      const mint = clientsOf(sandbox, { region }).ecr.send(new GetAuthorizationTokenCommand({}));
      await expect(mint).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    },
  );
});
