import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AWS_DOMAINS, AWS_PARTITIONS } from '../../lib/hosts/aws-regions.ts';
import { ecrHostName } from '../../lib/hosts/ecr.ts';
import { GOOGLE_LOCATIONS } from '../../lib/hosts/google-locations.ts';
import { keyFor } from '../../lib/hosts/key.ts';
import { parseHost } from '../../lib/hosts/parse.ts';
import { countCpu } from '../cpu-time.ts';

const anyText = fc.string({
  unit: fc.oneof(fc.string({ unit: 'binary', maxLength: 1 }), fc.constant('\ud800')),
});

/** Pieces of real hosts and of the mistakes around them, put together at random. */
const nearlyHost = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '.',
        '.',
        '.',
        '-',
        ':',
        '/',
        '@',
        ' ',
        '\n',
        '[',
        ']',
        'https://',
        'DOCKER_REGISTRY_',
        'AWS:',
        '::1',
      ),
      fc.constantFrom(
        '123456789012',
        'dkr',
        'ecr',
        'ecr-fips',
        'dkr-ecr',
        'us-east-1',
        'us-esat-1',
        'cn-north-1',
      ),
      fc.constantFrom(
        'amazonaws.com',
        'on.aws',
        'amazonaws.com.cn',
        'evil.example',
        'rep',
        'docker',
        'pkg.dev',
        'US',
      ),
      fc.constantFrom(
        'us-central1-docker',
        'europe-west99',
        'gcr.io',
        'ghcr.io',
        'docker.io',
        'localhost',
        '5000',
        'app',
      ),
    ),
    { maxLength: 10 },
  )
  .map((pieces) => pieces.join(''));

const text = fc.oneof(anyText, nearlyHost);

const ecrParts = fc.constantFrom(...AWS_PARTITIONS).chain((facts) =>
  fc.record({
    facts: fc.constant(facts),
    account: fc.stringMatching(/^\d{12}$/),
    region: fc.constantFrom(...facts.regions),
    fips: fc.boolean(),
    dualStack: facts.dualStackDomain === undefined ? fc.constant(false) : fc.boolean(),
  }),
);

/** A host of ECR or Google, and the same host with one piece of it replaced, left out or added to. */
const nearlyMinted = fc
  .tuple(
    fc.oneof(
      ecrParts.map(({ facts, ...parts }) => ecrHostName(parts, facts)),
      fc.constantFrom(...GOOGLE_LOCATIONS).map((location) => `${location}-docker.pkg.dev`),
      fc.constantFrom('gcr.io', 'eu.gcr.io'),
    ),
    fc.nat(),
    fc.constantFrom(
      '',
      'x',
      '0',
      'evil.example',
      'amazonaws.com',
      'amazonaws.com.cn',
      'on.aws',
      'dkr',
      'ecr',
    ),
    fc.constantFrom('replace', 'insert', 'keep'),
  )
  .map(([host, at, piece, edit]) => {
    const labels = host.split('.');
    if (edit !== 'keep') labels.splice(at % (labels.length + 1), edit === 'replace' ? 1 : 0, piece);
    return labels.filter(Boolean).join('.');
  });

const MANY = { numRuns: 2_000 };

describe('of any text at all', () => {
  test('it is accepted or refused, and nothing is thrown', () => {
    fc.assert(
      fc.property(text, (text) => typeof parseHost(text).ok === 'boolean'),
      MANY,
    );
  });

  test('a text of any length is answered at once', () => {
    for (const unit of ['a', ' ', 'a.', ':', '@', 'A', '-', '1']) {
      const cpuMs = countCpu();
      parseHost(`${unit.repeat(200_000)}!`);
      expect(cpuMs()).toBeLessThan(500);
    }
  });

  test('what is accepted is the host as written, and in plain lower case', () => {
    fc.assert(
      fc.property(text, (text) => {
        const parsed = parseHost(text);
        fc.pre(parsed.ok);
        expect(parsed.host.host).toBe(text);
        expect(text).toMatch(/^[a-z0-9.:[\]-]+$/);
      }),
      MANY,
    );
  });

  test('what is refused is refused in one printable line', () => {
    fc.assert(
      fc.property(text, (text) => {
        const parsed = parseHost(text);
        fc.pre(!parsed.ok);
        expect(parsed.problem.message).toMatch(/^".*" is not [\x20-\x7e…]+\.$/);
      }),
      MANY,
    );
  });

  test('what is suggested is accepted', () => {
    fc.assert(
      fc.property(text, (text) => {
        const parsed = parseHost(text);
        fc.pre(!parsed.ok && parsed.problem.suggestion !== undefined);
        expect(parseHost(parsed.problem.suggestion)).toMatchObject({ ok: true });
      }),
      MANY,
    );
  });
});

describe('of hosts that a token is minted for, and of hosts that nearly are', () => {
  const accepted = (kind: string) =>
    nearlyMinted.map(parseHost).filter((parsed) => parsed.ok && parsed.host.kind === kind);

  test('ECR ends in a domain of AWS', () => {
    fc.assert(
      fc.property(accepted('ecr'), (parsed) => {
        const { host } = parsed.ok ? parsed.host : { host: '' };
        expect(host).toMatch(/^\d{12}\.dkr[.-]ecr(-fips)?\.[a-z-]+-\d\.[a-z0-9.-]+$/);
        expect(AWS_DOMAINS.some((domain) => host.endsWith(`.${domain}`))).toBe(true);
      }),
      MANY,
    );
  });

  test('Artifact Registry ends in a domain of Google', () => {
    fc.assert(
      fc.property(accepted('artifact-registry'), (parsed) => {
        expect(parsed.ok && parsed.host.host).toMatch(/-docker\.pkg\.dev$|(^|\.)gcr\.io$/);
      }),
      MANY,
    );
  });
});

describe('of hosts put together from their parts', () => {
  test('ECR gives every part back', () => {
    fc.assert(
      fc.property(ecrParts, ({ facts, ...parts }) => {
        const host = ecrHostName(parts, facts);
        expect(parseHost(host)).toEqual({
          ok: true,
          host: { kind: 'ecr', host, partition: facts.partition, ...parts },
        });
      }),
    );
  });

  test('ECR takes nothing more at either end', () => {
    fc.assert(
      fc.property(ecrParts, fc.stringMatching(/^[a-z0-9.-]{1,10}$/), ({ facts, ...parts }, more) => {
        const host = ecrHostName(parts, facts);
        expect(parseHost(`${more}${host}`)).toMatchObject({ ok: false });
        expect(parseHost(`${host}${more}`)).toMatchObject({ ok: false });
      }),
    );
  });

  test.each(GOOGLE_LOCATIONS)('Artifact Registry in %s gives its location back', (location) => {
    expect(parseHost(`${location}-docker.pkg.dev`)).toMatchObject({ ok: true, host: { location } });
  });

  test('no two hosts share a key, but for the names of Docker Hub', () => {
    const host = fc.tuple(fc.domain(), fc.constantFrom('', ':443', ':5000')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(host, host, (one, other) => {
        const [a, b] = [parseHost(one), parseHost(other)];
        fc.pre(a.ok && b.ok && one !== other);
        expect(keyFor(a.host)).not.toBe(keyFor(b.host));
      }),
    );
  });
});
