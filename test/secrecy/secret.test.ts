import assert from 'node:assert';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, type InspectOptions, inspect } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from '../../lib/secrecy/redact.ts';
import { Secret } from '../../lib/secrecy/secret.ts';

const CANARY = 'not-a-real-secret-canary';
const secret = new Secret(CANARY);

/** Where secrets hide: in credentials, in lists, in maps, behind functions and in errors. */
const PLACES: Record<string, unknown> = {
  alone: secret,
  'in an object': { username: 'AWS', password: secret },
  'in a list': [secret, [secret]],
  'in a map, as key and value': new Map([[secret, secret]]),
  'in a set': new Set([secret]),
  'deep down': { a: { b: { c: { d: { e: { f: secret } } } } } },
  'as the cause of an error': new Error('could not sign in', { cause: secret }),
  'on an error': Object.assign(new Error('could not sign in'), { secret }),
  'in an aggregate of errors': new AggregateError(
    [new Error('no', { cause: { secret } })],
    'all of it failed',
  ),
  'as what a promise holds': Promise.resolve(secret),
  'behind a getter': {
    get password() {
      return secret;
    },
  },
  'behind a proxy': new Proxy({ secret }, {}),
  'as a prototype': Object.create(secret),
};

/** All that a console of Node writes to either of its streams. */
function written(write: (console: Console) => void): string {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  write(new Console({ stdout: stream, stderr: stream, inspectOptions: { depth: null } }));
  return text;
}

describe.each(Object.entries(PLACES))('a secret %s is not shown', (_, place) => {
  const FLAGS = [
    'showHidden',
    'customInspect',
    'showProxy',
    'getters',
    'sorted',
    'colors',
    'compact',
  ] as const;
  const DEPTHS = [0, 1, null];

  test('by util.inspect, whatever the options', () => {
    for (const depth of DEPTHS) {
      for (let bits = 0; bits < 2 ** FLAGS.length; bits++) {
        const flags = FLAGS.map((flag, index) => [flag, (bits & (1 << index)) !== 0]);
        const options: InspectOptions = { depth, ...Object.fromEntries(flags) };
        expect(inspect(place, options)).not.toContain(CANARY);
      }
    }
  });

  test.each(['%s', '%o', '%O', '%j', '%d', '%i', '%f', '%c', 'and'])('by util.format with %s', (pattern) => {
    expect(format(pattern, place)).not.toContain(CANARY);
  });

  test.each(['log', 'info', 'warn', 'error', 'debug', 'dir', 'dirxml', 'table', 'trace', 'group'] as const)(
    'by console.%s',
    (method) => {
      expect(written((console) => console[method](place))).not.toContain(CANARY);
    },
  );

  test('by JSON', () => {
    expect(JSON.stringify({ place }) ?? '').not.toContain(CANARY);
    expect(JSON.stringify({ place }, null, 2)).not.toContain(CANARY);
  });

  test('by a failed assertion', () => {
    const failed = messageOf(() => assert.deepStrictEqual(place, 'something else'));
    expect(failed).toContain('something else');
    expect(failed).not.toContain(CANARY);
  });
});

function messageOf(work: () => void): string {
  try {
    work();
  } catch (error) {
    return inspect(error, { depth: null, showHidden: true });
  }
  return '';
}

describe('a secret as text is [redacted]', () => {
  test.each<[string, unknown]>([
    ['in a template', `${secret}`],
    ['by String', String(secret)],
    ['by toString', secret.toString()],
    ['by toLocaleString', secret.toLocaleString()],
    ['joined in a list', [secret].join()],
    ['as the message of an error', new Error(String(secret)).message],
    ['as a key', Object.keys({ [String(secret)]: 1 })[0]],
    ['in JSON', JSON.parse(JSON.stringify(secret))],
    ['by util.inspect', inspect(secret)],
    ['by util.format', format('%s', secret)],
  ])('%s', (_, text) => {
    expect(text).toBe('[redacted]');
  });

  test('added to text', () => {
    let header = 'Bearer ';
    header += secret;
    expect(header).toBe('Bearer [redacted]');
  });

  test('taken for a number is none', () => {
    expect(Number(new Secret('4711'))).toBeNaN();
  });
});

describe('a secret has nothing to take out of it', () => {
  test('no properties of its own', () => {
    expect(Reflect.ownKeys(secret)).toEqual([]);
    expect(Object.entries(secret)).toEqual([]);
    expect(Object.getOwnPropertyDescriptors(secret)).toEqual({});
    expect({ ...secret }).toEqual({});
    expect(Object.assign({}, secret)).toEqual({});
  });

  test('none that a copy would have', () => {
    expect(structuredClone(secret)).not.toBeInstanceOf(Secret);
    expect(Reflect.ownKeys(structuredClone(secret))).toEqual([]);
    expect(serialize({ secret }).toString('latin1')).not.toContain(CANARY);
    expect(deserialize(serialize({ secret }))).toEqual({ secret: {} });
  });

  test('the methods work on a secret alone', () => {
    for (const impostor of [Object.create(secret), new Proxy(secret, {}), structuredClone(secret)]) {
      expect(() => Reflect.apply(Secret.prototype.reveal, impostor, [])).toThrow(TypeError);
    }
  });
});

describe('a secret gives', () => {
  test('its value to whoever asks for it by name', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => new Secret(value).reveal() === value));
  });

  test('a short fingerprint that is the same for the same value', () => {
    expect(secret.fingerprint()).toMatch(/^[0-9a-f]{8}$/);
    expect(new Secret(CANARY).fingerprint()).toBe(secret.fingerprint());
    expect(new Secret(`${CANARY}!`).fingerprint()).not.toBe(secret.fingerprint());
  });
});

describe('redact', () => {
  test.each([
    ['nothing where nothing is known', 'a text', [], 'a text'],
    ['nothing where it is not there', 'a text', ['fake-one'], 'a text'],
    ['the whole text', 'fake-one', ['fake-one'], '[redacted]'],
    ['every occurrence', 'fake-one, then fake-one', ['fake-one'], '[redacted], then [redacted]'],
    ['every secret', 'fake-one and fake-two', ['fake-one', 'fake-two'], '[redacted] and [redacted]'],
    ['nothing for an empty secret', 'a text', [''], 'a text'],
    ['signs that mean something to a pattern', 'a $& (b.*) c', ['(b.*)', '$&'], 'a [redacted] [redacted] c'],
    [
      'a secret that begins with another, to its end',
      'fake-one-and-more',
      ['fake-one', 'fake-one-and-more'],
      '[redacted]',
    ],
    [
      'a secret that ends with another, from its beginning',
      'AWS:fake-one',
      ['fake-one', 'AWS:fake-one'],
      '[redacted]',
    ],
  ])('takes out %s', (_, text, secrets, clean) => {
    expect(
      redact(
        text,
        secrets.map((value) => new Secret(value)),
      ),
    ).toBe(clean);
  });

  test('leaves no secret in any text, in whatever order they are known', () => {
    // Letters that the mark itself does not have: what it says is no secret.
    const value = fc.string({ unit: fc.constantFrom('x', 'y', '$', '.'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), fc.array(value), (values, between) => {
        const text = [...values, ...between, ...values.toReversed()].join(' ');
        const clean = redact(
          text,
          values.map((each) => new Secret(each)),
        );
        for (const each of values) expect(clean).not.toContain(each);
      }),
    );
  });

  test('leaves no part of a secret that stands in the text whole', () => {
    const value = fc.string({ unit: fc.constantFrom('x', 'y'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.uniqueArray(value, { minLength: 1, maxLength: 4 }), (values) => {
        const longest = values.toSorted((a, b) => b.length - a.length)[0] ?? '';
        expect(
          redact(
            `<${longest}>`,
            values.map((each) => new Secret(each)),
          ),
        ).toBe('<[redacted]>');
      }),
    );
  });
});
