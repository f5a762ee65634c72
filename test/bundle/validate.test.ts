import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { OutputChunk } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handler } from '../../functions/validate.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { ABRIDGED_SAMPLE, DOCS_EXAMPLES } from '../../lib/validate/docs-examples.ts';
import { bundleFunctions } from '../../scripts/bundle/functions.ts';
import { apiEvent, lambdaContext } from '../functions/api-event.ts';
import { chunkOf, loadedWith, sourcesIn } from './chunks.ts';

const CONFIG = compile(
  'registries: [{ host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [file] }]',
  'registries.yml',
);
const ORDINARY = DOCS_EXAMPLES['ECR with an access token'] ?? '';

let folder = '';
let chunks: OutputChunk[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  chunks = await bundleFunctions(CONFIG, folder);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the bundled function answers when this is the first that it is asked, as after a cold start. */
async function answerOfBundle(event: unknown): Promise<unknown> {
  const file = pathToFileURL(join(folder, 'validate.mjs'));
  const program = `
    const { handler } = await import(${JSON.stringify(file)});
    console.log(JSON.stringify(await handler(${JSON.stringify(event)}, {})));`;
  const words = ['--input-type=module', '--eval', program];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, words, { env: {} });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

function post(body: string, headers: Record<string, string> = {}) {
  return apiEvent({ body, headers: { 'content-type': 'application/yaml', ...headers } });
}

describe('The bundled validation', () => {
  test.each([
    ['an ordinary file', post(ORDINARY)],
    ['texts in quotes and in blocks', post('a: "b\\n\n  c"\nd: |\n  e\nbase_image: >-\n  f\n')],
    ['an anchor and a tag', post(`x: &x !!str 5\ny: *x\n${ORDINARY}`)],
    ['a file that cannot be read', post('a: [')],
    ['a character that no file may hold', post('a: \u0001')],
    ['a fix that takes another reading', post(ABRIDGED_SAMPLE)],
    ['SARIF', post(ORDINARY, { accept: 'application/sarif+json' })],
    ['text', post(ORDINARY, { accept: 'text/plain' })],
    ['the rules', apiEvent({ method: 'GET', path: '/v1/rules' })],
    ['the OpenAPI document', apiEvent({ method: 'GET', path: '/v1/openapi.json' })],
    [
      'a registries.yml with an anchor',
      post(
        JSON.stringify({
          config: ORDINARY,
          registries: 'registries: []\nbackends: { b: &b { type: baseten } }',
        }),
        {
          'content-type': 'application/json',
        },
      ),
    ],
  ])('answers as its sources do: %s', async (_, event) => {
    const answer = await handler(event, lambdaContext());
    expect(answer.statusCode).toBe(200);
    expect(await answerOfBundle(event)).toEqual(answer);
  });

  test.each(['lib/api/sarif.ts', 'lib/api/openapi.ts'])('loads nothing of a refresh with %s', (late) => {
    const sources = sourcesIn(loadedWith(chunks, [chunkOf(chunks, late)]));
    expect(sources.some((source) => source.startsWith('lib/validate/'))).toBe(true);
    expect(sources.filter((source) => /lib\/refresh|powertools|@aws-sdk/.test(source))).toEqual([]);
  });
});
