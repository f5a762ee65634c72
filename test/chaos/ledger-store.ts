import { entryOf, type NamedPart, partsOf, type Row, updateOf } from '../../lib/ledger/dynamodb-row.ts';
import type { Entry, Ledger } from '../../lib/ledger/ledger.ts';
import type { Random } from '../simulation/random.ts';
import { call } from './call.ts';
import type { Air } from './container.ts';
import type { Fault } from './fault.ts';

/** A table of DynamoDB in memory: rows as pullkeeper writes them there, so that they can be damaged as rows are. */
export class LedgerStore {
  #rows = new Map<string, Row>();
  #backup = new Map<string, Row>();

  get size(): number {
    return this.#rows.size;
  }

  /** Past every fault and every kill. */
  entry(id: string): Entry | undefined {
    const row = [...this.#rows.values()].find((each) => each.id?.S === id);
    return row && entryOf(row);
  }

  text(): string {
    return JSON.stringify([...this.#rows.values()]);
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
        const parts = partsOf(entry, replace);
        if (await ask(() => this.#write(entry.id, scope, parts, replace))) return;
        for (const part of parts) await ask(() => this.#write(entry.id, scope, [part], false));
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
    this.#rows.set(`${scope} ${id}`, { ...row, ...Key, ...Object.fromEntries(changed.flat()) });
    return true;
  }
}

const inFuture = (now: number) => new Date(now + 30 * 86_400_000).toISOString();
