import { Failure } from '../failure.ts';
import { changeFile, readTextFile } from '../files/atomic-file.ts';
import { isJsonObject, type JsonObject, parseJson } from '../json.ts';
import { gather } from './gather.ts';
import { isEntry } from './is-entry.ts';
import { type Entry, type Ledger, merge } from './ledger.ts';

/** The timeout for the lock: longer than a write, shorter than a run. */
const PATIENCE_MS = 5_000;

/**
 * A JSON file with an entry for each publication, for a single machine. The whole file is written at once, so waiting
 * entries are written together.
 */
export function fileLedger(path: string): Ledger {
  const write = gather<{ entry: Entry; replace: boolean }>((told) =>
    changeFile(
      path,
      (text) => {
        const rows = parse(text, path);
        for (const { entry, replace } of told) {
          const known = replace ? undefined : entryOf(entry.id, rows.get(entry.id));
          rows.set(entry.id, merge(known, entry));
        }
        return `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`;
      },
      AbortSignal.timeout(PATIENCE_MS),
    ),
  );

  return {
    async entries() {
      const rows = parse(await readTextFile(path), path);
      return [...rows].map(
        ([id, row]) => entryOf(id, row) ?? { id, unreadable: 'the file has no entry for it' },
      );
    },

    record: (entry, { replace = false } = {}) => write({ entry, replace }),
  };
}

function parse(text: string | undefined, path: string): Map<string, unknown> {
  if (text === undefined || text.trim() === '') return new Map();
  const file = parseJson(text);
  if (isLedger(file)) return new Map(Object.entries(file));
  throw new Failure('invalid', `${path} is not a ledger`, {
    hint: 'remove it: the next run publishes everything again and writes a new one',
  });
}

/** True for a ledger file, which may have damaged entries. False for another file, which must not be overwritten. */
function isLedger(value: unknown): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const rows = Object.entries(value);
  return rows.length === 0 || rows.some(([id, row]) => /^\[|\//.test(id) || entryOf(id, row) !== undefined);
}

function entryOf(id: string, row: unknown): Entry | undefined {
  return isEntry(row) && row.id === id ? row : undefined;
}
