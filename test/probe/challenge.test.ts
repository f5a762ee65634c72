import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseChallenges } from '../../lib/probe/challenge.ts';
import { countCpu } from '../cpu-time.ts';

const parsed = (...values: string[]) =>
  parseChallenges(values).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe('a challenge is read', () => {
  test.each<[of: string, values: string[], challenges: unknown[]]>([
    [
      'ECR',
      ['Basic realm="https://1.dkr.ecr.us-east-1.amazonaws.com/",service="ecr.amazonaws.com"'],
      [['basic', { realm: 'https://1.dkr.ecr.us-east-1.amazonaws.com/', service: 'ecr.amazonaws.com' }]],
    ],
    [
      'Artifact Registry, without a service',
      ['Bearer realm="https://us-docker.pkg.dev/v2/token"'],
      [['bearer', { realm: 'https://us-docker.pkg.dev/v2/token' }]],
    ],
    [
      'NGC, without a service',
      ['Bearer realm="https://nvcr.io/proxy_auth",scope="repository:a/b:pull,push"'],
      [['bearer', { realm: 'https://nvcr.io/proxy_auth', scope: 'repository:a/b:pull,push' }]],
    ],
    [
      'two in one header',
      ['Basic realm="a, b=c", Bearer realm="https://x/token"'],
      [
        ['basic', { realm: 'a, b=c' }],
        ['bearer', { realm: 'https://x/token' }],
      ],
    ],
    [
      'two headers',
      ['Negotiate', 'Bearer realm="https://x/token"'],
      [
        ['negotiate', {}],
        ['bearer', { realm: 'https://x/token' }],
      ],
    ],
    [
      'one with a value of its own before another',
      ['Negotiate abc+/==, Basic realm="r"'],
      [
        ['negotiate', {}],
        ['basic', { realm: 'r' }],
      ],
    ],
    ['other spelling', ['BEARER  Realm = "x" , SERVICE=y'], [['bearer', { realm: 'x', service: 'y' }]]],
    ['escapes', [String.raw`Basic realm="a \"b\" \\c"`], [['basic', { realm: String.raw`a "b" \c` }]]],
    [
      'no quotes',
      ['Bearer realm=https://x/token,service=y'],
      [['bearer', { realm: 'https://x/token', service: 'y' }]],
    ],
    ['empty elements', [', ,Basic realm="r",,'], [['basic', { realm: 'r' }]]],
  ])('of %s', (_, values, challenges) => expect(parsed(...values)).toEqual(challenges));
});

describe('a challenge is not read', () => {
  test.each<[why: string, value: string, challenges: unknown[]]>([
    ['with two realms', 'Bearer realm="https://ours/token",realm="https://theirs/token"', []],
    [
      'with two realms in other spelling',
      'Bearer realm="https://ours/token",REALM="https://theirs/token"',
      [],
    ],
    ['that never ends', 'Bearer realm="https://ours/token', []],
    ['that ends in an escape', 'Bearer realm="https://ours\\', []],
    ['without commas', 'Bearer realm="a" service="b"', []],
    ['after which there is nonsense', 'Basic realm="a", Bearer realm="b";', [['basic', { realm: 'a' }]]],
    ['of parameters alone', 'realm="a"', []],
    ['of nothing', '', []],
  ])('%s', (_, value, challenges) => expect(parsed(value)).toEqual(challenges));

  test('slowly, however hostile', () => {
    const hostile = [
      ' ,'.repeat(8_000),
      'a '.repeat(8_000),
      'a="'.repeat(5_000),
      `a b="${'\\'.repeat(16_000)}`,
      'a=,'.repeat(5_000),
    ];
    const cpuMs = countCpu();
    for (const value of hostile) parseChallenges([value, `Bearer ${value}`]);
    expect(cpuMs()).toBeLessThan(2_000);
  });
});

const token = fc.stringMatching(/^[a-z][a-z0-9_-]{0,9}$/);
const text = fc.string({ unit: fc.constantFrom(...'aZ09 ,="\\:/?&%+;\'()<>@~\t'), maxLength: 30 });
const challenge = fc.record({
  scheme: token,
  parameters: fc.dictionary(token, text, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
});

describe('for every challenge', () => {
  const spell = ({ scheme, parameters }: { scheme: string; parameters: Record<string, string> }) => {
    const pairs = Object.entries(parameters).map(
      ([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`,
    );
    return `${scheme} ${pairs.join(', ')}`;
  };
  const plain = ({ scheme, parameters }: { scheme: string; parameters: Record<string, string> }) => [
    scheme,
    parameters,
  ];

  test('what is read is what was written, in one header or in several', () => {
    fc.assert(
      fc.property(fc.array(challenge, { maxLength: 4 }), (all) => {
        expect(parsed(all.map(spell).join(', '))).toEqual(all.map(plain));
        expect(parsed(...all.map(spell))).toEqual(all.map(plain));
      }),
    );
  });

  test('nothing that can be written makes it throw or be read twice over', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab ,="\\/') }), (value) => {
        const names = parsed(value).length;
        expect(names).toBeLessThanOrEqual(value.split(/[\s,]+/).length);
      }),
    );
  });
});
