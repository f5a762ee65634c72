import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { transporterOptions } from '../../lib/google/transporter-options.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { CALLERS, type Caller, FAL } from '../secrecy/callers.ts';

const MIB = 1024 * 1024;
const JSON_TYPE = { 'content-type': 'application/json' };

/** One for each client: the other presets have the client of Runpod, and the other OIDC services that of Quay. */
const CLIENTS = [
  'Baseten',
  'runpod',
  'Kubernetes',
  'Entra, of a client secret',
  'Quay',
  'GitHub Actions, of its request token',
].map((name): [string, Caller] => {
  const caller = CALLERS[name];
  if (caller === undefined) throw new Error(`there is no ${name}`);
  return [name, caller];
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

function failureBefore(answer: RequestListener, { call, secretFrom = (text) => text }: Caller) {
  const server = createServer(answer);
  onTestFinished(() => server.closeAllConnections());
  return listen(server).then((url) => call(url, new Secret(secretFrom('a-secret-of-ours'))));
}

test.each(CLIENTS)('%s may answer without an end, and fails only its own call', async (_, caller) => {
  let written = 0;
  let attempts = 0;
  const failure = await failureBefore((request, response) => {
    request.resume();
    attempts++;
    response.writeHead(200, JSON_TYPE);
    const more = () => {
      if (response.destroyed) return;
      written += MIB;
      response.write(Buffer.alloc(MIB, 0x20), more);
    };
    more();
  }, caller);
  expect(failure).toMatchObject({ kind: 'unavailable', cause: expect.stringContaining('longer than') });
  expect(written / attempts).toBeLessThan(16 * MIB); // some megabytes are on their way when the client leaves
});

test('fal may answer without an end, and fails only its own call', async () => {
  const server = createHttp2Server();
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    const more = () => void (stream.destroyed || stream.write(Buffer.alloc(MIB), more));
    more();
  });
  const url = await listen(server);
  const failure = await FAL.call(url, new Secret('a-secret-of-ours'));
  expect(failure).toMatchObject({ kind: 'unavailable', cause: expect.stringContaining('longer than') });
});

const DEPTH = 300_000;
const NESTED = Object.entries({
  objects: `${'{"error":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`,
  lists: `{"errors":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`,
});

test.each(CLIENTS.flatMap(([name, caller]) => NESTED.map(([of, body]) => [name, of, body, caller] as const)))(
  '%s may refuse with hundreds of thousands of nested %s',
  async (_, __, body, caller) => {
    const failure = await failureBefore((request, response) => {
      request.resume();
      response.writeHead(request.url?.startsWith('/denied') ? 403 : 400, JSON_TYPE).end(body);
    }, caller);
    expect(failure.cause?.length ?? 0).toBeLessThan(1_000);
  },
);

test('Google may answer without an end, and fails only its own call', async () => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, JSON_TYPE);
    const more = () => void (response.destroyed || response.write(Buffer.alloc(MIB, 0x20), more));
    more();
  });
  onTestFinished(() => server.closeAllConnections());
  const { fetchImplementation } = transporterOptions({ PULLKEEPER_GOOGLE_URL: await listen(server) });
  await expect(fetchImplementation('https://sts.googleapis.com/v1/token')).rejects.toThrow('longer than');
});
