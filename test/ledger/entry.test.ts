import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEntry } from '../../lib/ledger/is-entry.ts';
import { type Entry, merge } from '../../lib/ledger/ledger.ts';
import { failedAt, publishedAt } from '../contract/ledger.ts';

const WHOLE = {
  ...publishedAt(1),
  probed: { at: '2026-03-01T01:00:00.000Z', verdict: 'pulls' },
  ...failedAt(2),
};
const PARTS = [
  ['published', ['host', 'format', 'fingerprint', 'mintedAt', 'publishedAt']],
  ['probed', ['at', 'verdict']],
  ['failed', ['kind', 'reason', 'at']],
] as const;

describe('a stored value is an entry', () => {
  const { expiresAt: _, ...endless } = WHOLE.published ?? {};

  test.each([
    ['with everything', WHOLE],
    ['with an id alone', { id: 'aws/a' }],
    ['without an end', { ...WHOLE, published: endless }],
    ['with fields of a newer version', { ...WHOLE, outlook: 'fine', published: { ...endless, by: 1 } }],
  ])('%s', (_, value) => expect(isEntry(value)).toBe(true));
});

describe('a stored value is no entry', () => {
  test.each<[what: string, value: unknown]>([
    ['of another type', 'aws/a'],
    ['without an id', { ...WHOLE, id: undefined }],
    ['whose end is a number', { ...WHOLE, published: { ...WHOLE.published, expiresAt: 1 } }],
    ...PARTS.flatMap(([part, names]) => [
      pair(`whose ${part} is a text`, { ...WHOLE, [part]: 'yes' }),
      ...names.map((name) => pair(`without ${part}.${name}`, { ...WHOLE, [part]: without(part, name) })),
    ]),
  ])('%s', (_, value) => expect(isEntry(value)).toBe(false));

  function pair(what: string, value: unknown): [string, unknown] {
    return [what, value];
  }

  function without(part: (typeof PARTS)[number][0], name: string): object {
    return Object.fromEntries(Object.entries(WHOLE[part] ?? {}).filter(([each]) => each !== name));
  }
});

describe('of the entries of several runs', () => {
  test('the one that was recorded last counts if both are from the same mint', () => {
    const probed = (verdict: string): Entry => ({ ...publishedAt(1), probed: { at: 'later', verdict } });
    expect(merge(probed('signs-in'), probed('pulls'))).toEqual(probed('pulls'));
  });

  const hour = fc.option(fc.nat(5), { nil: undefined });
  const entry = fc.record({ minted: hour, failed: hour }).map(
    ({ minted, failed }): Entry => ({
      id: 'aws/a',
      ...(minted !== undefined && publishedAt(minted)),
      ...(failed !== undefined && failedAt(failed)),
    }),
  );

  test('the latest mint counts, and the latest failure if no mint came at its time or later', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), (entries) => {
        const merged = entries.reduce<Entry | undefined>(merge, undefined);
        const latest = (times: (string | undefined)[]) =>
          times
            .map((time) => time ?? '')
            .toSorted()
            .at(-1);
        const minted = latest(entries.map(({ published }) => published?.mintedAt));
        const failed = latest(entries.map(({ failed }) => failed?.at));
        expect(merged?.published?.mintedAt ?? '').toBe(minted);
        expect(merged?.failed?.at ?? '').toBe((failed ?? '') > (minted ?? '') ? failed : '');
      }),
    );
  });
});
