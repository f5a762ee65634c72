import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { Server } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsFailure } from '../../lib/aws/failure.ts';
import { Failure, inWords } from '../../lib/failure.ts';
import { googleFailure } from '../../lib/google/failure.ts';
import { explainFailure } from '../../lib/refresh/failure.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { CALLERS, type Caller, FAL, REGISTRY } from './callers.ts';
import { around, leakIn, secretText, spelling } from './spell.ts';

/** A hundred thousand over all paths in `npm run reliability`. */
const IS_LONG = process.env.MODE === 'reliability';
const RUNS = IS_LONG ? 17_000 : 2_000;
/** Each is a call over loopback: a hundred thousand over all services. */
const CALLS = IS_LONG ? 3_000 : 100;

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

/** Refuses everything, in the form in which the caller reads words. */
const rest = createServer((request, response) => {
  request.resume();
  const { url = '', method, headers } = request;
  const answer = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (url === '/v2/' && headers.authorization === undefined) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="here"' }).end();
  } else if (url === '/v2/') answer(400, { errors: [{ code: 'DENIED', message: saying }] });
  else if (url.startsWith('/names.example/'))
    answer(200, { data: [{ name: saying }, { name: `GHCR${saying}` }] });
  else if (url.startsWith('/conflict/') && method === 'PATCH') {
    const message = `conflict with "${saying.replaceAll('"', '')}" using v1`;
    const causes = [{ reason: 'FieldManagerConflict', message, field: saying }];
    answer(409, { kind: 'Status', details: { causes } });
  } else answer(url.startsWith('/denied') ? 403 : 400, { message: saying });
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

const SERVICES: [name: string, server: Server, caller: Caller][] = [
  ...Object.entries(CALLERS).map(([name, caller]) => [name, rest, caller] satisfies [string, Server, Caller]),
  ['a registry', rest, REGISTRY],
  ['fal', grpc, FAL],
];

describe.each(SERVICES)(
  'no run of eight characters of a secret comes back from %s',
  (_, server, { call, secretFrom = (text) => text }) => {
    test('however it is spelled', { timeout: 1_800_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(secretText, spelling, async (text, { spell }) => {
          const secret = secretFrom(text);
          saying = around(spell(secret));
          const failure = await call(urlOf(server), new Secret(secret));
          expect(leakIn(shown(failure), secret)).toBeUndefined();
        }),
        { numRuns: CALLS },
      );
    });
  },
);
