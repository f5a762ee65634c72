import { isJsonObject } from '../../lib/json.ts';
import { entryOf, entryParts, type NamedPart, type Row, updateOf } from '../../lib/ledger/dynamodb-row.ts';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import type { Random } from '../simulation/random.ts';
import { call } from './call.ts';
import type { Air } from './container.ts';
import type { Fault } from './fault.ts';

export const LEDGER_DAMAGES = [
  'lost',
  'row lost',
  'row damaged',
  'moment damaged',
  'restored',
  'date damaged',
] as const;

export type LedgerDamage = (typeof LEDGER_DAMAGES)[number];

/** What the ledger says of one publication. A moment that is none is NaN. */
export interface Claim {
  mintedAt: number;
  expiresAt: number;
  /** The kind of the last failure, if the last attempt failed. */
  failure?: string;
  /** When the row was last written. */
  recordedAt: number;
}

/** A table of DynamoDB in memory: rows as pullkeeper writes them there, so that they can be damaged as rows are. */
export class LedgerStore {
  #rows = new Map<string, Row>();
  #backup = new Map<string, Row>();
  readonly #recordedAt = new Map<string, number>();
  readonly #written: object[] = [];

  get size(): number {
    return this.#rows.size;
  }

  /** What the rows say of a publication: past every fault and every kill, and without the code that is judged. */
  claim(id: string): Claim | undefined {
    const rows = [...this.#rows].filter(([, each]) => each.id?.S === id);
    const claims = rows.map(([key, { published, attempt }]): Claim => {
      const { mintedAt, expiresAt } = readJson(published?.S);
      const { failed } = readJson(attempt?.S);
      return {
        mintedAt: momentIn(mintedAt),
        expiresAt: expiresAt === undefined ? Number.POSITIVE_INFINITY : momentIn(expiresAt),
        ...(failed !== undefined && { failure: isJsonObject(failed) ? String(failed.kind) : '' }),
        recordedAt: this.#recordedAt.get(key) ?? Number.POSITIVE_INFINITY,
      };
    });
    return claims.toSorted((a, b) => (b.mintedAt || 0) - (a.mintedAt || 0))[0];
  }

  /** What has been written since it was last asked for. */
  takeText(): string {
    return JSON.stringify(this.#written.splice(0));
  }

  ledger(air: Air, faults: readonly Fault[]): Ledger {
    const ask = <T>(serve: () => T) => call(['ledger'], faults, air, { serve });
    return {
      entries: (scopes) =>
        ask(() => {
          const rows = [...this.#rows.values()];
          return rows.filter((row) => scopes?.includes(row.ledger?.S ?? '') !== false).map(entryOf);
        }),
      record: async (entry, { scope = '', replace = false } = {}) => {
        const write = (parts: readonly NamedPart[], isReplaced: boolean) =>
          ask(() => {
            const isWritten = this.#write(entry.id, scope, parts, isReplaced);
            if (isWritten) this.#recordedAt.set(`${scope} ${entry.id}`, air.time.now());
            return isWritten;
          });
        const parts = entryParts(entry, replace);
        if (await write(parts, replace)) return;
        for (const part of parts) await write([part], false);
      },
    };
  }

  lose(): void {
    this.#rows.clear();
  }

  loseRow(random: Random): void {
    const ids = [...this.#rows.keys()];
    if (ids.length > 0) this.#rows.delete(random.pick(ids));
  }

  backUp(): void {
    this.#backup = new Map(this.#rows);
  }

  restore(): void {
    this.#rows = new Map(this.#backup);
  }

  /** Puts something else where a part of a row stands, or one of its dates. */
  damageRow(random: Random, now: number): void {
    const damaged = random.pick([
      '',
      '[]',
      'null',
      '{"host":1}',
      '<html>',
      '{}',
      ...['never', '1767225600000', '+058002-01-01T00:00:00.000Z', inFuture(now)].map((date) => ({ date })),
    ]);
    const name = random.pick(['published', 'attempt']);
    this.#change(random, (row) => {
      if (typeof damaged === 'string') return { ...row, [name]: { S: damaged } };
      // An end that is merely too late is no damage that anybody could tell from the truth.
      const S = (row.published?.S ?? '').replace(/"mintedAt":"[^"]*"/, `"mintedAt":"${damaged.date}"`);
      return { ...row, published: { S } };
    });
  }

  /** Puts something else where a row says of which moment a part speaks. */
  damageMoment(random: Random, now: number): void {
    const name = random.pick(['publishedMoment', 'attemptMoment']);
    const S = random.pick(['zzz', `${inFuture(now)} published`, inFuture(now)]);
    this.#change(random, (row) => ({ ...row, [name]: { S } }));
  }

  /** Puts another date into a row, which is as whole as one that a machine with a wrong clock has written. */
  damageDate(random: Random, now: number): void {
    const name = random.pick(['mintedAt', 'expiresAt', 'publishedAt']);
    const none = ['never', '1767225600000', '+058002-01-01T00:00:00.000Z'];
    const date = random.pick(name === 'expiresAt' ? none : [...none, inFuture(now), inFuture(now)]);
    this.#change(random, (row) => {
      const published = readJson(row.published?.S);
      if (published[name] === undefined) return row;
      const moment = String(name === 'mintedAt' ? date : published.mintedAt);
      const hasFailed = readJson(row.attempt?.S).failed !== undefined;
      return {
        ...row,
        published: { S: JSON.stringify({ ...published, [name]: date }) },
        publishedMoment: { S: moment },
        ...(!hasFailed && { attemptMoment: { S: `${moment} published` } }),
      };
    });
  }

  #change(random: Random, how: (row: Row) => Row): void {
    const ids = [...this.#rows.keys()];
    if (ids.length === 0) return;
    const id = random.pick(ids);
    this.#rows.set(id, how(this.#rows.get(id) ?? {}));
  }

  /** The condition and the change that `updateOf` spells for DynamoDB. */
  #write(id: string, scope: string, parts: readonly NamedPart[], replace: boolean): boolean {
    const row = this.#rows.get(`${scope} ${id}`) ?? {};
    const isLater = ({ name, moment }: NamedPart) => (row[`${name}Moment`]?.S ?? '') > moment;
    if (!replace && parts.some(isLater)) return false;
    const { Key } = updateOf(id, scope, parts);
    const changed = parts.map(({ name, moment, content }) => [
      [name, { S: JSON.stringify(content) }],
      [`${name}Moment`, { S: moment }],
    ]);
    this.#written.push(changed);
    this.#rows.set(`${scope} ${id}`, { ...row, ...Key, ...Object.fromEntries(changed.flat()) });
    return true;
  }
}

function readJson(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

function momentIn(value: unknown): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

const inFuture = (now: number) => new Date(now + 30 * 86_400_000).toISOString();
