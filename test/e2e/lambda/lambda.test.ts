import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runtimeClientBuilt, runtimeClientMissing } from '../runtime-client/client.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import { RuntimeApi } from './runtime-api.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:f';
const soon = () => new Date(Date.now() + 10_000);

describe('the Runtime API', () => {
  async function listen() {
    const api = new RuntimeApi();
    const url = `http://${await api.listen()}/2018-06-01/runtime`;
    onTestFinished(() => api[Symbol.asyncDispose]());
    const post = async (path: string, body: unknown) =>
      (await fetch(url + path, { method: 'POST', body: JSON.stringify(body) })).status;
    return { api, next: () => fetch(`${url}/invocation/next`), post };
  }
  const idOf = ({ headers }: Response) => headers.get('lambda-runtime-aws-request-id');

  test('hands out an event with all that Lambda tells of it, and takes the answer', async () => {
    const { api, next, post } = await listen();
    const deadline = soon();
    const outcome = api.invoke('{"a":1}', ARN, deadline);

    const handed = await next();

    expect(await handed.json()).toEqual({ a: 1 });
    expect(Object.fromEntries(handed.headers)).toMatchObject({
      'lambda-runtime-deadline-ms': `${deadline.getTime()}`,
      'lambda-runtime-invoked-function-arn': ARN,
      'lambda-runtime-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0$/),
    });
    expect(await post(`/invocation/${idOf(handed)}/response`, { b: 2 })).toBe(202);
    expect(await outcome).toEqual({ result: '{"b":2}' });
    expect(api.complaints).toEqual([]);
  });

  test('lets a runtime that is there early wait', async () => {
    const { api, next } = await listen();
    const handed = next();
    void api.invoke('1', ARN, soon());

    expect(await (await handed).json()).toBe(1);
  });

  test('refuses an answer to what it did not ask, and a second one to what it did', async () => {
    const { api, next, post } = await listen();
    void api.invoke('1', ARN, soon());
    const id = idOf(await next());

    expect(await post('/invocation/another/response', 1)).toBe(400);
    expect(await post(`/invocation/${id}/response`, 1)).toBe(202);
    expect(await post(`/invocation/${id}/response`, 1)).toBe(400);
  });

  test('refuses the next event while there is no outcome of the last', async () => {
    const { api, next } = await listen();
    void api.invoke('1', ARN, soon());
    await next();

    expect((await next()).status).toBe(403);
    expect(api.complaints).toEqual([expect.stringMatching(/^InvalidStateTransition/)]);
  });

  test('refuses an error without a type or a message, and a failed beginning after the beginning', async () => {
    const { api, next, post } = await listen();
    const outcome = api.invoke('1', ARN, soon());
    const error = { errorType: 'T', errorMessage: 'M' };
    const id = idOf(await next());

    expect(await post(`/invocation/${id}/error`, { errorMessage: 'M' })).toBe(400);
    expect(await post('/init/error', error)).toBe(403);
    expect(await post(`/invocation/${id}/error`, error)).toBe(202);
    expect(await outcome).toEqual({ error });
  });
});

describe.skipIf(!runtimeClientBuilt())(`an execution environment${runtimeClientMissing()}`, () => {
  /** What becomes of one event in a function with this source. */
  async function invoke(source: string, timeoutMs = 10_000) {
    const taskRoot = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
    writeFileSync(join(taskRoot, 'index.mjs'), source);
    const settings = { handler: 'index.handler', runtime: 'nodejs24.x', timeoutMs, memoryMB: 128 };
    const environment = await ExecutionEnvironment.start(
      { name: 'f', taskRoot, environment: {}, ...settings },
      {},
    );
    onTestFinished(async () => {
      await environment[Symbol.asyncDispose]();
      rmSync(taskRoot, { recursive: true });
    });
    return environment.invoke({ n: 1 });
  }

  test('gives the function its event and its context, and nothing of this machine', async () => {
    const outcome = await invoke(
      'export const handler = async (event, context) => [event, context.functionName, process.env.HOME ?? null];',
    );

    expect(outcome).toEqual({ result: '[{"n":1},"f",null]' });
  });

  test.each([
    [
      'that fails',
      'export const handler = async () => { throw new TypeError("no"); };',
      { errorType: 'TypeError', errorMessage: 'no', trace: expect.any(Array) },
    ],
    [
      'that cannot be loaded',
      'throw new RangeError("not here");',
      { errorType: 'RangeError', errorMessage: 'not here', trace: expect.any(Array) },
    ],
    [
      'that ends its process',
      'export const handler = async () => process.exit(3);',
      { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with 3' },
    ],
    [
      'that answers more than 6 MB',
      'export const handler = async () => "x".repeat(6 * 1024 * 1024 + 99);',
      {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: expect.stringContaining('6291556 bytes'),
      },
    ],
  ])('tells of a function %s as Lambda does', async (_, source, error) => {
    expect(await invoke(source)).toEqual({ error });
  });

  test('kills a function that takes too long', async () => {
    const outcome = await invoke(
      'export const handler = () => new Promise((r) => setTimeout(r, 60_000));',
      500,
    );

    expect(outcome).toEqual({
      error: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 0.50 seconds' },
    });
  });
});
