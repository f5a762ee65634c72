import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/validate.ts';
import { countCpu } from '../cpu-time.ts';
import { configOf } from '../validate/large-config.ts';
import { apiEvent, lambdaContext } from './api-event.ts';

const MAX_BODY = 256 * 1024;

async function post(
  body: string | Uint8Array,
  type = 'application/yaml',
  headers: Record<string, string> = {},
) {
  const cpuMs = countCpu();
  const response = await handler(
    apiEvent({ body, headers: { 'content-type': type, ...headers } }),
    lambdaContext(),
  );
  return { ...response, cpuMs: cpuMs() };
}

const numbered = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');
/** As often as it fits into a body. */
const filled = (piece: string, start = '', end = '') =>
  start + piece.repeat((MAX_BODY - start.length - end.length) / piece.length) + end;

const BOMB = numbered(9, (i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
const IMAGE = 'base_image:\n  image: ';
const AUTH = 'base_image:\n  docker_auth:\n    auth_method: ';

/** An answer is meant to take about a tenth of a second; a machine that is slow, or busy, gets twenty times that. */
const PATIENCE_MS = 2_000;

describe('A hostile body', () => {
  it.each<[string, string | Uint8Array]>([
    ['nested aliases', `a0: &a0 x\n${BOMB}\nsecrets: {a: *a9}`],
    ['10,000 brackets', '['.repeat(10_000)],
    ['10,000 mappings', '{a: '.repeat(10_000)],
    ['10,000 dashes', '- '.repeat(10_000)],
    ['10,000 question marks', '? '.repeat(10_000)],
    ['nothing but brackets', filled('[')],
    ['a long scalar', filled('x', 'secrets:\n  a: "', '"')],
    ['a long scalar of escapes', filled('\\u0041', 'a: "', '"')],
    ['a long scalar of lines', filled('x\n ', 'a: "', '"')],
    ['a long text', filled(' x\n', 'a: |\n')],
    ['a long image', filled('a/', IMAGE)],
    ['a long plain scalar of placeholders', filled('{{', IMAGE)],
    ['a long credential', filled('aA1+', AUTH)],
    ['a long number', filled('1_', 'a: ')],
    ['a long key', filled('k', '', ': 1')],
    ['quotes that never close', filled('x', 'a: "')],
    ['spaces', filled(' ', 'a:')],
    ['a NUL', `${IMAGE}"a\0b"`],
    ['nothing but NUL', filled('\0')],
    ['an empty list, long', filled(',', '[')],
    ['a comment', filled('#')],
    ['thousands of unknown keys', numbered(10_000, (i) => `k${i}: 1`)],
    ['thousands of secrets', `secrets:\n${numbered(6_000, (i) => `  DOCKER_REGISTRY_a${i}.io: x`)}`],
    ['thousands of anchors', numbered(7_000, (i) => `k${i}: &x${i} "x"`)],
    ['thousands of aliases', `a: &a 1\nb:\n${' - *a\n'.repeat(14_000)}`],
    ['thousands of wrong values', `requirements: [${'1,'.repeat(24_000)}]`],
    ['thousands of wrong mappings', `weights: [${'{},'.repeat(24_000)}]`],
    ['thousands of texts without a key', `a: 1\n${'x\n'.repeat(24_000)}`],
    ['thousands of faults', ']'.repeat(70_000)],
    ['thousands of directives', '%X\n'.repeat(35_000)],
    ['thousands of ends of documents', '...\n'.repeat(20_000)],
    ['thousands of dates that do not exist', `a: [${'2024-02-31,'.repeat(20_000)}]`],
    ['empty lines', filled('\n', 'a: 1')],
    ['comments', filled('#\n')],
    ['documents', filled('---\n')],
    ['ends of documents', filled('...\n')],
    ['tags', filled('- !x 1\n')],
    ['anchors', filled('&a ', 'a: ')],
    ['quotes', filled("'x' ", 'a: ')],
    ['closing brackets', filled(']')],
    ['quotes, in brackets that never close', filled('\n"x" ', `a:\n  b: [\n${'[ '.repeat(200)}`)],
    ['quotes that close where they should not', filled('\'"', 'a: "\n')],
    ['a bracket that never closes', `a: [${'"x", '.repeat(9_000)}`],
    ['a quote that never closes, after many that do', `a: '\n${'"x"\n'.repeat(9_000)}`],
  ])('is answered soon: %s', async (_, body) => {
    const { statusCode, body: answer, cpuMs } = await post(body);
    expect(statusCode).toBe(200);
    expect(answer.length).toBeLessThan(1_000_000);
    expect(cpuMs).toBeLessThan(PATIENCE_MS);
  });

  const weights = (item: string) => `weights: [${`${item},`.repeat(6_000)}]`;

  it.each([
    ['of one bad list', `a: &a [${'1,'.repeat(9_000)}]\n${weights('*a')}`],
    ['of one bad mapping', `a: &a {${numbered(2_000, (i) => `k${i}: 1,`)}}\n${weights('*a')}`],
    ['as keys', `? &k ${'k'.repeat(40_000)}\n: 1\n${weights('{*k : 1}')}`],
  ])('is refused soon, for its aliases: %s', async (_, body) => {
    const { statusCode, body: answer, cpuMs } = await post(body);
    expect(statusCode).toBe(200);
    expect(JSON.parse(answer).files).toMatchObject([{ load: 'unknown', findings: [{ rule: 'TDA090' }] }]);
    expect(cpuMs).toBeLessThan(PATIENCE_MS);
  });

  it.each([
    ['a list', 'weights: &a [*a, *a]', false],
    ['a mapping', 'model_metadata: &a {weights: *a, docker_server: *a}', true],
  ])('is answered soon where %s contains itself', async (_, body, load) => {
    const { body: answer, cpuMs } = await post(body);
    expect(JSON.parse(answer).files).toMatchObject([{ load }]);
    expect(cpuMs).toBeLessThan(PATIENCE_MS);
  });

  it('is refused soon, for the aliases of its registries.yml', async () => {
    const publish = `&p [${'b,'.repeat(4_000)}]`;
    const registries = `x: ${publish}\nregistries: [${'{host: ghcr.io, publish: *p},'.repeat(3_000)}]`;
    const { statusCode, cpuMs } = await post(
      JSON.stringify({ config: 'a: 1', registries }),
      'application/json',
    );
    expect(statusCode).toBe(413);
    expect(cpuMs).toBeLessThan(PATIENCE_MS);
  });

  it.each(['application/json', 'application/sarif+json', 'text/plain'])(
    'is answered with at most 5 MB: %s',
    async (accept) => {
      const config = `requirements: [${'1,'.repeat(9_000)}]`;
      const files = Array.from({ length: 2 }, () => ({ filename: '€'.repeat(341), config }));
      const { statusCode, body } = await post(JSON.stringify({ files }), 'application/json', { accept });
      expect(statusCode).toBe(200);
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(5_000_000);
    },
  );

  it('is refused: a file name that is no text', async () => {
    const body = JSON.stringify({ config: 'a: 1', filename: 'a\ud800' });
    expect(await post(body, 'application/json', { accept: 'application/sarif+json' })).toMatchObject({
      statusCode: 400,
    });
  });

  it('is answered soon: a thousand files', async () => {
    const files = Array.from({ length: 1_000 }, (_, i) => ({ filename: `${i}`, config: 'secrets: 5' }));
    const { statusCode, cpuMs } = await post(JSON.stringify({ files }), 'application/json');
    expect(statusCode).toBe(200);
    expect(cpuMs).toBeLessThan(PATIENCE_MS);
  });

  it('is refused soon: bytes that are no text', async () => {
    const { statusCode, cpuMs } = await post(new Uint8Array(MAX_BODY).fill(0xff));
    expect(statusCode).toBe(400);
    expect(cpuMs).toBeLessThan(PATIENCE_MS);
  });
});

describe('A body with too many values', () => {
  it.each([
    ['keys', filled('a: 1\n')],
    ['items', filled('1,', 'a: [', ']')],
    ['lists', filled('[],', 'a: [', ']')],
  ])('is refused with the number that is allowed: %s', async (_, body) => {
    const { statusCode, headers, body: answer, cpuMs } = await post(body);
    expect({ statusCode, type: headers['content-type'] }).toEqual({
      statusCode: 413,
      type: 'application/problem+json',
    });
    expect(JSON.parse(answer).detail).toContain('more than 40,000 keys and values');
    expect(cpuMs).toBeLessThan(PATIENCE_MS);
  });

  it('counts all files of the request', async () => {
    const files = ['a', 'b'].map((filename) => ({ filename, config: 'a: 1\n'.repeat(15_000) }));
    expect(await post(JSON.stringify({ files }), 'application/json')).toMatchObject({ statusCode: 413 });
    expect(await post(JSON.stringify({ files: files.slice(1) }), 'application/json')).toMatchObject({
      statusCode: 200,
    });
  });

  it('counts the registries.yml, too', async () => {
    const body = JSON.stringify({ config: 'a: 1', registries: 'a: 1\n'.repeat(26_000) });
    expect(await post(body, 'application/json')).toMatchObject({ statusCode: 413 });
  });
});

describe('A config.yaml of 256 KiB', () => {
  it('is read', async () => {
    const { statusCode, body } = await post(configOf(MAX_BODY).slice(0, MAX_BODY));
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ files: [{ load: true }] });
  });
});
