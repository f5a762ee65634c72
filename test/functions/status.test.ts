import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import sample from '../../events/status.json' with { type: 'json' };
import { openApiDocument } from '../../lib/api/openapi.ts';
import { statusApi } from '../../lib/api/status-api.ts';
import { fileLedger } from '../../lib/ledger/file.ts';
import type { Entry } from '../../lib/ledger/ledger.ts';
import { deployedCommands } from '../../lib/status/commands.ts';
import {
  at,
  CONFIG,
  DAY,
  ecr,
  ending,
  endless,
  entryOf,
  FAILED,
  google,
  HOUR,
  MINUTE,
  NOW,
} from '../status/entries.ts';
import { apiEvent, lambdaContext } from './api-event.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullkeeper-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const path = () => join(folder, 'ledger.json');

async function get(headers: Record<string, string> = {}) {
  const api = statusApi(CONFIG, { now: () => NOW, ledger: fileLedger(path()), commands: deployedCommands() });
  const event = apiEvent({ method: 'GET', path: '/v1/status', headers });
  const response = await api(event, lambdaContext());
  const type = response.headers['content-type'] ?? '';
  return { ...response, type, json: type.endsWith('json') ? JSON.parse(response.body) : undefined };
}

async function remember(...entries: Entry[]): Promise<void> {
  for (const entry of entries) await fileLedger(path()).record(entry);
}

const ajv = addFormats.default(new Ajv2020({ strict: false }));
ajv.addSchema({ $id: 'openapi', ...openApiDocument() });
const matches = (schema: string) => ajv.compile({ $ref: `openapi#/components/schemas/${schema}` });

describe('GET /v1/status', () => {
  test('answers with a 200 and a state, however things are', async () => {
    expect(await get()).toMatchObject({ statusCode: 200, json: { state: 'unpublished' } });
    await remember(
      entryOf(ecr, { ago: 13 * HOUR, left: -HOUR }),
      entryOf(google, { ago: 0, left: HOUR }),
      entryOf(ending, { ago: 0, left: 99 * DAY }),
      entryOf(endless, { ago: 0 }),
    );
    const { statusCode, json, headers } = await get();
    expect(statusCode).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(json).toMatchObject({
      state: 'dead',
      at: NOW.toISOString(),
      counts: { dead: 1, alive: 3 },
      publications: [{ state: 'dead', secondsToLive: -3_600, threshold: 7.5 * 3_600 }, {}, {}, {}],
    });
  });

  test('answers what the OpenAPI document says', async () => {
    const status = matches('Status');
    const old = {
      ...entryOf(ecr, { ago: DAY, left: -HOUR }),
      id: '["aws-secrets-manager","us-east-1","old"]',
    };
    const probed = { at: at(-MINUTE), verdict: 'pulls' };
    for (const entries of [
      [],
      [old, entryOf({ ...ecr, format: 'password' }, { ago: 0, left: HOUR }, { failed: FAILED, probed })],
      [entryOf(endless, { ago: DAY })],
    ]) {
      await remember(...entries);
      status((await get()).json);
      expect(status.errors).toBeNull();
    }
  });

  test('answers people with a table', async () => {
    await remember(entryOf(ecr, { ago: HOUR, left: 11 * HOUR }));
    const { type, body } = await get({ accept: 'text/plain' });
    expect(type).toBe('text/plain; charset=utf-8');
    expect(body).toMatch(/^3 unpublished, 1 alive {2}at 2026-11-21 20:27 UTC\n/);
    expect(body).not.toContain('\u001b');
  });

  test('answers JSON to those who take anything, and says what there is to those who take neither', async () => {
    expect((await get({ accept: '*/*' })).type).toBe('application/json');
    expect(await get({ accept: 'image/png' })).toMatchObject({
      statusCode: 406,
      type: 'application/problem+json',
      json: { detail: 'Send "accept: application/json" or "accept: text/plain".' },
    });
  });

  test('says that nothing is known where the ledger cannot be read, and what to do', async () => {
    await writeFile(path(), 'no ledger');
    const { statusCode, json } = await get();
    expect(statusCode).toBe(503);
    expect(json.detail).toMatch(/^The state of the secrets is not known: .*; remove it: .*\.$/);
    expect(json.detail).toContain(`${path()} is not a ledger`);
    const problem = matches('Problem');
    problem(json);
    expect(problem.errors).toBeNull();
  });

  test('suggests commands for its own stage and region', async () => {
    await remember(entryOf(ecr, { ago: HOUR, left: 11 * HOUR }, { failed: FAILED }));
    vi.stubEnv('PULLKEEPER_STATE', folder);
    vi.stubEnv('PULLKEEPER_TABLE', undefined);
    vi.stubEnv('PULLKEEPER_STAGE', 'dev');
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    const { body } = await statusApi(CONFIG)(
      apiEvent({ method: 'GET', path: '/v1/status' }),
      lambdaContext(),
    );
    vi.unstubAllEnvs();
    const todo = JSON.parse(body).remarks.flatMap((remark: { todo: string[] }) => remark.todo);
    expect(todo).toContain('npx pullkeeper doctor --stage dev --region eu-west-1');
    expect(todo).toContain('npx serverless invoke -f refreshEcr --stage dev --region eu-west-1');
  });

  test('keeps the reason of a fault of our own to itself', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const ledger = { entries: () => Promise.reject(new Error('a canary')), record: () => Promise.resolve() };
    const response = await statusApi(CONFIG, { now: () => NOW, ledger, commands: deployedCommands() })(
      apiEvent({}),
      lambdaContext(),
    );
    expect(response.statusCode).toBe(500);
    expect(response.body + log.mock.calls.join()).not.toContain('canary');
    log.mockRestore();
  });
});

describe('events/status.json', () => {
  test('is an event of its own that the function answers', async () => {
    const api = statusApi(CONFIG, {
      now: () => NOW,
      ledger: fileLedger(path()),
      commands: deployedCommands(),
    });
    const { requestContext } = apiEvent({ method: 'GET', path: '/v1/status' });
    const event = { ...sample, requestContext: { ...requestContext, ...sample.requestContext } };
    const { statusCode, body } = await api(event, lambdaContext());
    expect([statusCode, body]).toEqual([200, expect.stringContaining('all 4 unpublished')]);
  });
});
