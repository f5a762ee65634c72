import { connect, type IncomingHttpHeaders } from 'node:http2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';

const AUTH = { 'auth-key-id': 'id', 'auth-key': 'not-a-real-secret' };
const GRPC = { 'content-type': 'application/grpc', te: 'trailers', 'grpc-timeout': '5S', ...AUTH };
/** name "A", value "v" */
const SET = '0a0141120176';

let sandbox: Sandbox;
beforeEach(async () => {
  const keys = [{ key: 'id:not-a-real-secret' }, { key: 'models:only', scope: 'API' as const }];
  sandbox = await startSandbox({ fal: { environments: ['staging'], keys } });
});
afterEach(() => sandbox.stop());

interface Reply {
  headers: IncomingHttpHeaders;
  trailers: IncomingHttpHeaders;
  body: string;
}

function frame(hex: string): Buffer {
  const message = Buffer.from(hex, 'hex');
  return Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
}

function call(
  method: string,
  body: Buffer,
  headers: Record<string, string | undefined> = {},
): Promise<Reply> {
  const session = connect(sandbox.falUrl);
  const stream = session.request({
    ':method': 'POST',
    ':path': `/controller.IsolateController/${method}`,
    ...GRPC,
    ...headers,
  });
  const reply: Reply = { headers: {}, trailers: {}, body: '' };
  stream.on('response', (received) => Object.assign(reply.headers, received));
  stream.on('trailers', (received) => Object.assign(reply.trailers, received));
  stream.on('data', (chunk: Buffer) => {
    reply.body += chunk.toString('hex');
  });
  stream.end(body);
  return new Promise((resolve, reject) => {
    stream.on('error', reject).on('close', () => {
      session.close();
      resolve(reply);
    });
  });
}
const set = (hex: string, headers: Record<string, string | undefined> = {}) =>
  call('SetSecret', frame(hex), headers);

describe('the fal of the sandbox', () => {
  it('answers a write with an empty message, and the status behind it', async () => {
    const { headers, trailers, body } = await set(SET);
    expect([headers[':status'], headers['grpc-status'], body]).toEqual([200, undefined, '0000000000']);
    expect(trailers['grpc-status']).toBe('0');
    expect(sandbox.fal.secret('A')).toMatchObject({ value: 'v', environment: 'main', defaultExposed: true });
  });

  it('answers an error in the headers, without a body or trailers', async () => {
    const { headers, trailers, body } = await set(SET, { 'auth-key': 'wrong' });
    expect([headers[':status'], headers['grpc-status'], body]).toEqual([200, '16', '']);
    expect(trailers['grpc-status']).toBeUndefined();
  });

  it.each<[what: string, hex: string, headers: Record<string, string | undefined>, status: string]>([
    ['no key', SET, { 'auth-key-id': undefined, 'auth-key': undefined }, '16'],
    ['a key for calling models', SET, { 'auth-key-id': 'models', 'auth-key': 'only' }, '7'],
    ['a call without a deadline', SET, { 'grpc-timeout': undefined }, '3'],
    ['a name that is no variable', '0a03612d62120176', {}, '3'],
    ['an environment that is not there', `${SET}1a0470726f64`, {}, '5'],
    ['a field that nobody knows', `${SET}2a0178`, {}, '3'],
    ['a field that is longer than the message', '0a0541', {}, '13'],
    ['text that is not UTF-8', '0a01ff120176', {}, '13'],
  ])('refuses %s', async (_, hex, headers, status) => {
    expect((await set(hex, headers)).headers['grpc-status']).toBe(status);
  });

  it.each([
    ['a frame that is longer than it says', Buffer.concat([frame(SET), Buffer.from('x')])],
    ['a compressed frame', Buffer.concat([Buffer.from([1]), frame(SET).subarray(1)])],
    ['no frame', Buffer.alloc(0)],
  ])('refuses %s', async (_, body) => {
    expect((await call('SetSecret', body)).headers['grpc-status']).toBe('13');
  });

  it('does not take plain HTTP for gRPC', async () => {
    expect((await set(SET, { 'content-type': 'application/json' })).headers[':status']).toBe(415);
  });

  it('has no other method', async () => {
    expect((await call('DeleteSecret', frame(SET))).headers['grpc-status']).toBe('12');
  });

  it.each([
    ['absent', '0a0141'],
    ['empty', '0a01411200'],
  ])('deletes a secret whose value is %s', async (_, hex) => {
    await set(SET);
    expect((await set(hex)).trailers['grpc-status']).toBe('0');
    expect(sandbox.fal.secret('A')).toBeUndefined();
    expect(sandbox.calls.where({ outcome: 'deleted' })).toHaveLength(1);
  });

  it('keeps whether a secret is exposed where a write does not say', async () => {
    await set(`${SET}2000`);
    await set(SET);
    expect(sandbox.fal.secret('A')?.defaultExposed).toBe(false);
  });

  it('lists names and no values, each environment its own', async () => {
    await set(`${SET}1a0773746167696e67`);
    const listed = Buffer.from((await call('ListSecrets', frame('0a0773746167696e67'))).body, 'hex').toString(
      'latin1',
    );
    expect(listed).toMatch(/A.*staging/s);
    expect(listed).not.toContain('v');
    expect((await call('ListSecrets', frame(''))).body).toBe('0000000000');
  });
});
