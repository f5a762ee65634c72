import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { Server } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsFailure } from '../../lib/aws/failure.ts';
import { basetenApi } from '../../lib/backends/baseten/api.ts';
import { falController, isPresent } from '../../lib/backends/fal/controller.ts';
import { Failure, inWords } from '../../lib/failure.ts';
import { googleFailure } from '../../lib/google/failure.ts';
import { explainFailure } from '../../lib/refresh/failure.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { failureOf } from '../contract/failures.ts';
import { ask } from '../probe/ask.ts';
import { around, leakIn, secretText, spelling } from './spell.ts';

/** A hundred thousand over all paths in `npm run reliability`. */
const IS_LONG = process.env.MODE === 'reliability';
const RUNS = IS_LONG ? 17_000 : 2_000;
/** Each is a call over loopback. */
const KEPT = { from: 'env', id: 'KEY' } as const;
const CALLS = IS_LONG ? 2_000 : 200;

/** What a service says, in whatever spelling, to whoever sent it this secret. */
const echoes = fc
  .record({ value: secretText, how: spelling })
  .map(({ value, how }) => ({ value, said: around(how.spell(value)) }));

/** All that people, logs and ledgers get of a failure. */
function shown({ message, hint, cause }: Failure): string {
  return [inWords({ message, hint, cause }), JSON.stringify({ message, hint, cause })].join('\n');
}

/** With what a run knows when it writes a failure into its report. */
function reported(failure: Failure, value: string): string {
  return shown(explainFailure(failure, undefined, [new Secret(value)]));
}

const PATHS: Record<string, (said: string, value: Secret) => Failure> = {
  'AWS, of what it was sent': (said, value) => awsFailure(refusalOfAws(said), 'try', { secrets: [value] }),
  'AWS, which quotes the signed headers': (said) =>
    awsFailure(
      refusalOfAws(
        `The request signature does not match.\n\nThe Canonical String for this request should have been\n'POST\nx-amz-security-token:${said}'`,
        'InvalidSignatureException',
      ),
      'try',
    ),
  'a Google API': (said, value) =>
    googleFailure(refusalOfGoogle({ status: 'INVALID_ARGUMENT', message: said }), 'try', () => undefined, {
      secrets: [value],
    }),
  "Google's token service": (said, value) =>
    googleFailure(refusalOfGoogle('invalid_grant', said), 'try', () => undefined, { secrets: [value] }),
  'an error that nobody knows': (said, value) => explainFailure(new Error(said), undefined, [value]),
  'a message or a hint with foreign words in it': (said, value) =>
    explainFailure(new Failure('invalid', said, { hint: said }), undefined, [value]),
};

function refusalOfAws(message: string, name = 'ValidationException') {
  const $metadata = { httpStatusCode: 400, requestId: 'request-1' };
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata });
}

function refusalOfGoogle(error: unknown, description?: string) {
  return { response: { status: 400, data: { error, error_description: description } } };
}

describe.each(Object.entries(PATHS))(
  'no run of eight characters of a secret leaves by %s',
  (_, failureFor) => {
    test('however it is spelled', { timeout: 600_000 }, () => {
      fc.assert(
        fc.property(echoes, ({ value, said }) => {
          const failure = failureFor(said, new Secret(value));
          expect(leakIn(shown(failure), value)).toBeUndefined();
          expect(leakIn(reported(failure, value), value)).toBeUndefined();
        }),
        { numRuns: RUNS },
      );
    });
  },
);

/** What the services on loopback say to the next request. */
let saying = '';

const rest = createServer((request, response) => {
  request.resume();
  const isRegistry = request.url === '/v2/';
  if (isRegistry && request.headers.authorization === undefined) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="here"' }).end();
    return;
  }
  const body = isRegistry ? { errors: [{ code: 'DENIED', message: saying }] } : { message: saying };
  response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

const grpc = createHttp2Server();
grpc.on('stream', (stream) => {
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': '3',
      'grpc-message': encodeURIComponent(saying),
    },
    { endStream: true },
  );
});

beforeAll(async () => {
  for (const server of [rest, grpc]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => {
  rest.close();
  rest.closeAllConnections();
  grpc.close();
});

function urlOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

const SERVICES: Record<string, (value: Secret) => Promise<Failure>> = {
  Baseten: (value) => {
    const call = {
      method: 'POST',
      path: '/v1/secrets',
      body: {},
      tried: 'write the secret',
      secrets: [value],
    } as const;
    return failureOf(
      basetenApi(urlOf(rest), new Secret('the-key'), KEPT).call(call, AbortSignal.timeout(20_000)),
    );
  },
  fal: (value) => {
    if (!isPresent(value)) throw new Error('the secret is empty');
    const request = { name: 'A', value, environment: 'main' };
    const controller = falController(urlOf(grpc), new Secret('id:the-key'), KEPT);
    return failureOf(controller.setSecret(request, AbortSignal.timeout(20_000)));
  },
  'a registry': async (value) => {
    const { verdict, ...said } = await ask({
      host: 'registry.example.com',
      pair: `bot:${value.reveal()}`,
      rehearsalUrl: urlOf(rest),
    });
    if (!('cause' in said)) throw new Error(`the registry was not to answer ${verdict}`);
    const { message, hint, cause } = said;
    return new Failure('denied', message, { ...(hint && { hint }), ...(cause && { cause }) });
  },
};

describe.each(Object.entries(SERVICES))(
  'no run of eight characters of a secret comes back from %s',
  (_, call) => {
    test('however it is spelled', { timeout: 600_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(echoes, async ({ value, said }) => {
          saying = said;
          const failure = await call(new Secret(value));
          expect(leakIn(shown(failure), value)).toBeUndefined();
        }),
        { numRuns: CALLS },
      );
    });
  },
);
