import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { attemptOf, type Entry, type Ledger, merge } from '../../lib/ledger/ledger.ts';

/** Where a ledger is kept, empty when a test begins. */
export interface Shelf {
  /** Opened anew each time, as every run does. */
  open(): Ledger;
}

interface Limits {
  /** Why two writers at once cannot be tried with it. */
  oneWriter?: string;
}

const HOST = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const at = (hour: number) => new Date(Date.UTC(2026, 2, 1, hour)).toISOString();

/** What a run that minted at this hour records when it has published. */
export function publishedAt(hour: number, id = 'aws/a'): Entry {
  const published = {
    host: HOST,
    format: 'docker-auth',
    fingerprint: `finger${hour}`,
    mintedAt: at(hour),
    expiresAt: at(hour + 12),
    publishedAt: at(hour),
  } as const;
  return { id, published };
}

/** What a run at this hour records when it has failed, if it knew of nothing that was published before. */
export function failedAt(hour: number, id = 'aws/a'): Entry {
  const failed = { kind: 'denied', reason: `denied at ${hour}`, at: at(hour) } as const;
  return { id, failed };
}

/**
 * Anything that a run may record: what it has published, or that it has failed, with or without what it knew of. What
 * it says follows from the moments it speaks of, as it does where no two runs begin or mint in the same instant.
 */
const told = fc.array(
  fc
    .record({ minted: fc.option(fc.nat(9)), failed: fc.option(fc.nat(9)) })
    .map(({ minted, failed }): Omit<Entry, 'id'> => {
      const entry: Entry = {
        id: '',
        ...(minted === null ? {} : publishedAt(minted)),
        ...(failed === null ? {} : failedAt(failed)),
      };
      return { ...entry, probed: { at: at(0), verdict: attemptOf(entry).moment } };
    }),
  { minLength: 1, maxLength: 8 },
);

/** What every ledger promises. */
export function ledgerContract(title: string, shelfOf: () => Shelf, { oneWriter }: Limits = {}): void {
  describe(`${title}, as every ledger,`, () => {
    let shelf: Shelf;
    beforeEach(() => {
      shelf = shelfOf();
    });

    const record = (entry: Entry) => shelf.open().record(entry);
    const entries = () => shelf.open().entries();

    it('knows nothing at first', async () => {
      expect(await entries()).toEqual([]);
    });

    it('remembers what was recorded', async () => {
      await record(publishedAt(1));
      expect(await entries()).toEqual([publishedAt(1)]);
    });

    it('remembers every publication by its id', async () => {
      await record(publishedAt(1, 'aws/a'));
      await record(failedAt(1, 'aws/b'));
      await record(publishedAt(1, 'file/a'));
      expect(byId(await entries())).toEqual([
        publishedAt(1, 'aws/a'),
        failedAt(1, 'aws/b'),
        publishedAt(1, 'file/a'),
      ]);
    });

    it('replaces what an earlier run published', async () => {
      await record(publishedAt(1));
      await record(publishedAt(4));
      expect(await entries()).toEqual([publishedAt(4)]);
    });

    it('keeps what is published when a later run fails', async () => {
      await record(publishedAt(1));
      await record(failedAt(4));
      expect(await entries()).toEqual([{ ...publishedAt(1), ...failedAt(4) }]);
    });

    it('forgets the failure when a later run publishes', async () => {
      await record(publishedAt(1));
      await record(failedAt(4));
      await record(publishedAt(7));
      expect(await entries()).toEqual([publishedAt(7)]);
    });

    it('does not let a run that minted earlier cover what a later mint published', async () => {
      await record(publishedAt(4));
      await record(publishedAt(1));
      expect(await entries()).toEqual([publishedAt(4)]);
    });

    it('does not let a failed run take what was published back to what it knew', async () => {
      await record(publishedAt(4));
      await record({ ...publishedAt(1), ...failedAt(5) });
      expect(await entries()).toEqual([{ ...publishedAt(4), ...failedAt(5) }]);
    });

    it('does not let the failure of an earlier run hide what a later one published', async () => {
      await record(publishedAt(4));
      await record({ ...publishedAt(1), ...failedAt(3) });
      expect(await entries()).toEqual([publishedAt(4)]);
    });

    it('takes no failure for one that is older than what its run knew to be published', async () => {
      await record({ ...publishedAt(4), ...failedAt(3) });
      expect(await entries()).toEqual([publishedAt(4)]);
    });

    it('does not let a run that minted earlier hide that a later one failed', async () => {
      await record(publishedAt(1));
      await record({ ...publishedAt(1), ...failedAt(4) });
      await record(publishedAt(3));
      expect(await entries()).toEqual([{ ...publishedAt(3), ...failedAt(4) }]);
    });

    it('counts a success and not a failure of the same instant', async () => {
      await record(publishedAt(4));
      await record(failedAt(4));
      expect(await entries()).toEqual([publishedAt(4)]);
    });

    it('knows what was told of an attempt from that attempt alone', async () => {
      const probed = { at: at(4), verdict: 'pulls' };
      await record({ ...publishedAt(4), probed });
      await record(failedAt(3));
      expect(await entries()).toEqual([{ ...publishedAt(4), probed }]);
      await record(failedAt(5));
      expect(await entries()).toEqual([{ ...publishedAt(4), ...failedAt(5) }]);
    });

    it('keeps what it does not know of yet', async () => {
      const probed = { ...publishedAt(1), probed: { at: at(1), verdict: 'pulls' } };
      await record(probed);
      expect(await entries()).toEqual([probed]);
    });

    it('replaces what speaks of a later moment, when it is told to', async () => {
      await record({ ...publishedAt(9), ...failedAt(10) });
      await shelf.open().record(publishedAt(4), { replace: true });
      expect(await entries()).toEqual([publishedAt(4)]);
    });

    it('knows after each record what the law of merging says', async () => {
      await fc.assert(
        fc.asyncProperty(told, async (accounts) => {
          const id = randomUUID();
          let expected: Entry | undefined;
          for (const account of accounts) {
            await record({ ...account, id });
            expected = merge(expected, { ...account, id });
            expect((await entries()).find((entry) => entry.id === id)).toEqual(expected);
          }
        }),
        { numRuns: 20 },
      );
    });

    const why = oneWriter === undefined ? '' : ` (skipped: ${oneWriter})`;
    it.skipIf(why)(
      `ends with the same, in whatever order several runs record, and all at once${why}`,
      async () => {
        await fc.assert(
          fc.asyncProperty(told, async (accounts) => {
            const id = randomUUID();
            await Promise.all(accounts.map((account) => record({ ...account, id })));
            expect((await entries()).find((entry) => entry.id === id)).toEqual(
              accounts.reduce<Entry | undefined>(
                (known, account) => merge(known, { ...account, id }),
                undefined,
              ),
            );
          }),
          { numRuns: 20 },
        );
      },
    );

    it('loses none of many entries that are recorded at once', async () => {
      const ids = Array.from({ length: 30 }, (_, n) => `aws/${String(n).padStart(2, '0')}`);
      await Promise.all(ids.map((id) => record(publishedAt(1, id))));
      expect(byId(await entries())).toEqual(ids.map((id) => publishedAt(1, id)));
    });

    it.each(['__proto__', 'constructor', 'aws/https=3A//index.docker.io/v1/', 'ä/ö'])(
      'takes %j as an id like any other',
      async (id) => {
        await record(publishedAt(1, id));
        await record(failedAt(2, id));
        expect(await entries()).toEqual([{ ...publishedAt(1, id), ...failedAt(2, id) }]);
      },
    );
  });
}

function byId(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
