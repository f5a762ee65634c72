import { Failure } from '../failure.ts';
import { changeFile, readText } from '../files/atomic-file.ts';
import { isJsonObject } from '../json.ts';
import { gather } from './gather.ts';
import { isEntry } from './is-entry.ts';
import { type Entry, type Ledger, merge } from './ledger.ts';

/** Longer than any writer holds the file, shorter than any run lasts. */
const PATIENCE_MS = 5_000;

/**
 * One JSON file with an entry per publication, for a machine of one's own. It is written as a whole, so entries that
 * wait for their turn are written together.
 */
export function fileLedger(path: string): Ledger {
  return {
    async entries() {
      return [...parse(await readText(path), path).values()];
    },

    record: gather<Entry>((told) =>
      changeFile(
        path,
        (text) => {
          const entries = parse(text, path);
          for (const entry of told) entries.set(entry.id, merge(entries.get(entry.id), entry));
          return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
        },
        AbortSignal.timeout(PATIENCE_MS),
      ),
    ),
  };
}

function parse(text: string | undefined, path: string): Map<string, Entry> {
  if (text === undefined || text.trim() === '') return new Map();
  try {
    const file: unknown = JSON.parse(text);
    if (isLedger(file)) return new Map(Object.entries(file));
  } catch {
    // Said below, for every way in which the file is not a ledger.
  }
  throw new Failure('invalid', `${path} is not a ledger`, {
    hint: 'remove it: the next run publishes everything again and writes a new one',
  });
}

function isLedger(value: unknown): value is Record<string, Entry> {
  return (
    isJsonObject(value) && Object.entries(value).every(([id, entry]) => isEntry(entry) && entry.id === id)
  );
}
