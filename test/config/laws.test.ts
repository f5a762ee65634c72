import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import type { Config } from '../../lib/config/config.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { FORMATS } from '../../lib/config/schema/schema-parts.ts';
import { countCpu } from '../cpu-time.ts';
import { refusalOf } from './problems.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

/** Words of registries.yml, the signs that YAML gives a meaning to, and what may trap a reader of both. */
const words = fc.constantFrom(
  ...['sample', 'backends', 'identities', 'registries', 'host', 'identity', 'image', 'publish', 'backend'],
  ...['name', 'format', 'type', 'file', 'path', 'aws-role', 'roleArn', 'externalId', 'from', 'env', 'id'],
  ...['aws-secrets-manager', 'region', 'us-east-1', 'adopt', 'tags', 'docker-auth', ECR, 'public.ecr.aws'],
  ...['true', 'null', '~', '1', '0x1f', '.nan', '__proto__', 'constructor', 'toString', '<<'],
);
const signs = fc.constantFrom(
  ...[': ', ':', '- ', '? ', '\n', '\n  ', '\n    ', ' ', '\t', '\r\n', '\r', '{', '}', '[', ']', ', ', '#'],
  ...['"', "'", '|', '>', '&a ', '*a', '!', '!!str ', '---\n', '...\n', '%YAML 1.1\n', '\ufeff', '\ud800'],
);
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.oneof(words, signs), { maxLength: 40 }).map((pieces) => pieces.join('')),
);

/** The data of a registries.yml in which any part may be missing, or be something else altogether. */
const anyData = fc.oneof(
  fc.jsonValue(),
  mostly(
    fc.record(
      {
        sample: mostly(fc.boolean()),
        backends: mostly(
          fc.dictionary(
            words,
            mostly(fc.dictionary(words, mostly(fc.oneof(words, fc.array(mostly(words), { maxLength: 3 }))))),
          ),
        ),
        identities: mostly(fc.dictionary(words, mostly(fc.dictionary(words, mostly(words))))),
        registries: mostly(
          fc.array(
            mostly(
              fc.record(
                {
                  host: mostly(words),
                  identity: mostly(words),
                  image: mostly(words),
                  publish: mostly(
                    fc.array(mostly(fc.oneof(words, fc.dictionary(words, mostly(words)))), { maxLength: 3 }),
                  ),
                },
                { requiredKeys: [] },
              ),
            ),
            { maxLength: 3 },
          ),
        ),
      },
      { requiredKeys: [] },
    ),
  ),
);

function mostly<T>(usual: fc.Arbitrary<T>) {
  return fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: fc.jsonValue({ maxDepth: 1 }), weight: 1 });
}

const anyFile = fc.oneof(
  anyText,
  anyData.map((data) => stringify(data)),
);

const MANY = { numRuns: 300 };
const FEWER = { numRuns: 50 };

describe('of any text at all', () => {
  test('it compiles or is refused with a reason, and nothing else is thrown', () => {
    fc.assert(
      fc.property(anyFile, (text) => {
        for (const { message } of refusalOf(text)) expect(message).toMatch(/^[\x20-\x7e…]+$/);
      }),
      MANY,
    );
  });

  test('every position lies in the text, and they come in order', () => {
    fc.assert(
      fc.property(anyFile, (text) => {
        const lines = text.replace(/^\ufeff/, '').split('\n');
        let last = { line: 1, column: 1 };
        for (const { line, column } of refusalOf(text)) {
          expect(lines[line - 1]?.length).toBeGreaterThanOrEqual(column - 1);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(line > last.line || (line === last.line && column >= last.column)).toBe(true);
          last = { line, column };
        }
      }),
      MANY,
    );
  });

  test.each([
    ['a long line', 'a'.repeat(1_000_000)],
    ['a long host', `registries: [{ host: ${'a.'.repeat(500_000)}, publish: [file] }]`],
    ['a long image', `registries: [{ host: ${ECR}, image: ${'a-'.repeat(500_000)}, publish: [file] }]`],
    ['a long role', `identities: { a: { type: aws-role, roleArn: arn:aws${'-'.repeat(1_000_000)} } }`],
    ['many empty lines', '\n'.repeat(100_000)],
    ['many problems', `registries:\n${'  - { host: 1 }\n'.repeat(1_000)}`],
    ['deep nesting', `registries: ${'['.repeat(3_000)}`],
    ['deep nesting that is closed again', `registries: ${'['.repeat(1_000)}${']'.repeat(1_000)}`],
  ])('%s is refused within seconds', (_, text) => {
    const cpuMs = countCpu();
    expect(refusalOf(text)).not.toEqual([]);
    expect(cpuMs()).toBeLessThan(5_000);
  });
});

const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z][\w-]{0,8}$/),
  fc.constantFrom('constructor', 'toString', 'file'),
);
const host = fc.oneof(
  fc.stringMatching(/^\d{12}$/).map((account) => `${account}.dkr.ecr.eu-west-1.amazonaws.com`),
  fc.constantFrom(ECR, 'public.ecr.aws', 'ecr-public.aws.com'),
);
/** One format has a rule of its own for names and keys: test/config/aws-formats.test.ts. */
const format = fc.constantFrom(...FORMATS.filter((each) => each !== 'username-access-token-json'));

/** What may be chosen freely about one publication, so that no two can meet: each has a backend to itself. */
const publication = fc.record({
  backend: name,
  options: fc.oneof(
    fc.record({ type: fc.constant('file' as const), format }, { requiredKeys: ['type'] }),
    fc.record(
      {
        type: fc.constant('aws-secrets-manager' as const),
        region: fc.constantFrom('us-east-1', 'eu-west-1', 'cn-north-1'),
        prefix: fc.stringMatching(/^[\w/+=.@-]{0,10}$/),
        kmsKeyId: fc.constant('alias/models'),
        tags: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ maxLength: 20 })),
        format,
      },
      { requiredKeys: ['type', 'region'] },
    ),
  ),
  host,
  short: fc.boolean(),
  format: fc.option(format, { nil: undefined }),
});

const identity = fc.record(
  {
    type: fc.constant('aws-role'),
    roleArn: fc.stringMatching(/^arn:aws:iam::\d{12}:role\/(?:[\w+=,.@-]{1,9}\/)?[\w+=,.@-]{1,20}$/),
    externalId: fc.oneof(
      fc.stringMatching(/^[\w+=,.@:/-]{2,20}$/),
      fc.record({ from: fc.constantFrom('env', 'file'), id: fc.stringMatching(/^[A-Z_]\w{0,8}$/) }),
    ),
    sessionPolicy: fc.constant('pull-only'),
  },
  { requiredKeys: ['type', 'roleArn'] },
);

/** The data of a good registries.yml, put together from its parts. */
const goodData = fc
  .record({
    sample: fc.boolean(),
    publications: fc.uniqueArray(publication, {
      selector: ({ backend }) => backend,
      minLength: 1,
      maxLength: 8,
    }),
    identities: fc.uniqueArray(fc.tuple(name, identity), {
      selector: ([name]) => name,
      minLength: 1,
      maxLength: 3,
    }),
  })
  .map(({ sample, publications, identities }) => ({
    sample,
    backends: Object.fromEntries(
      publications.map(({ backend, options }, index) => [
        backend,
        options.type === 'file' ? { ...options, path: `${index}.json` } : { ...options, prefix: `${index}/` },
      ]),
    ),
    identities: Object.fromEntries(identities),
    registries: publications.map(({ backend, host, short, format }, index) => ({
      host,
      identity: identities[index % identities.length]?.[0],
      publish: [short || format === undefined ? backend : { backend, format }],
    })),
  }));

function destinationsOf({ registries }: Config): string[] {
  return registries.flatMap(({ publish }) =>
    publish.map(({ to, backend, name }) => JSON.stringify([to.type === 'file' ? to.path : backend, name])),
  );
}

describe('of files put together from good parts', () => {
  const compiled = goodData.map((data) => ({ data, config: compile(stringify(data), 'registries.yml') }));

  test('all compile, and publish as much as they say', () => {
    fc.assert(
      fc.property(compiled, ({ data, config }) => {
        const written = data.registries.map(({ host, publish }) => [host, publish.length]);
        expect(config.registries.map(({ host, publish }) => [host.host, publish.length])).toEqual(written);
      }),
      FEWER,
    );
  });

  test('no two publications share an id or a destination', () => {
    fc.assert(
      fc.property(compiled, ({ config }) => {
        const ids = config.registries.flatMap(({ publish }) => publish.map(({ id }) => id));
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(destinationsOf(config)).size).toBe(ids.length);
      }),
      FEWER,
    );
  });

  test('a second publication to any secret of theirs is refused', () => {
    fc.assert(
      fc.property(compiled, fc.nat(), ({ data, config }, pick) => {
        const all = config.registries.flatMap(({ publish }) => publish);
        const again = data.registries[pick % all.length];
        fc.pre(again !== undefined);
        const twice = stringify({ ...data, registries: [...data.registries, again] });
        expect(refusalOf(twice)).toMatchObject([{ code: 'same-secret' }]);
      }),
      FEWER,
    );
  });

  test('every registry carries its source, and every publication its backend', () => {
    fc.assert(
      fc.property(compiled, ({ data, config }) => {
        for (const [index, { source, publish }] of config.registries.entries()) {
          const { identity, host } = data.registries[index] ?? {};
          expect(host).toContain(source.kind === 'ecr' ? source.region : 'ecr');
          expect('identity' in source).toBe(identity !== undefined);
          for (const { backend, to } of publish) {
            const { format: _, ...options } = { format: undefined, ...data.backends[backend] };
            expect(to).toMatchObject(options);
          }
        }
      }),
      FEWER,
    );
  });

  test('the result is frozen through and through', () => {
    fc.assert(
      fc.property(compiled, ({ config }) => isFrozen(config)),
      FEWER,
    );
  });

  test('it goes through JSON unchanged, as it must to get into a bundle', () => {
    fc.assert(
      fc.property(compiled, ({ config }) => isDeepStrictEqual(JSON.parse(JSON.stringify(config)), config)),
      FEWER,
    );
  });
});

function isFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozen);
}

describe('a secret that the file refers to', () => {
  const CANARY = 'not-a-real-secret-canary';
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-'));
  const path = join(folder, 'external-id');

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is not read: the config has the reference, and neither its value nor an error has the secret', () => {
    vi.stubEnv('PULLKEEPER_TEST_EXTERNAL_ID', CANARY);
    writeFileSync(path, CANARY);
    const identity = (id: object) => ({
      type: 'aws-role',
      roleArn: 'arn:aws:iam::111122223333:role/p',
      externalId: id,
    });
    const data = {
      identities: {
        one: identity({ from: 'env', id: 'PULLKEEPER_TEST_EXTERNAL_ID' }),
        other: identity({ from: 'file', id: path }),
      },
      registries: [
        { host: ECR, identity: 'one', publish: ['file'] },
        { host: ECR, identity: 'other', publish: [{ backend: 'file', name: 'other' }] },
      ],
    };

    const config = compile(stringify(data), 'registries.yml');
    const broken = refusalOf(stringify({ ...data, extra: true }));

    expect(config.registries.map(({ source }) => 'identity' in source && source.identity)).toEqual(
      Object.values(data.identities),
    );
    expect(broken).toHaveLength(1);
    expect(JSON.stringify([config, broken])).not.toContain(CANARY);
  });
});
