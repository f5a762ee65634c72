import { Failure } from '../errors.ts';
import { isJsonObject } from '../json-object.ts';
import { changeFile, readText } from '../locked-file.ts';
import { type Entry, type Ledger, merge } from './ledger.ts';

/** Longer than any writer holds the file, shorter than any run lasts. */
const PATIENCE_MS = 5_000;

/** One JSON file with an entry per publication. In Lambda it lives as long as the warm function does. */
export function fileLedger(path: string): Ledger {
  return {
    async entries() {
      return Object.values(parse(await readText(path), path));
    },

    record(entry) {
      return changeFile(
        path,
        (text) => {
          const entries = parse(text, path);
          return `${JSON.stringify({ ...entries, [entry.id]: merge(entries[entry.id], entry) }, null, 2)}\n`;
        },
        AbortSignal.timeout(PATIENCE_MS),
      );
    },
  };
}

function parse(text: string | undefined, path: string): Record<string, Entry> {
  if (text === undefined || text.trim() === '') return {};
  try {
    const file: unknown = JSON.parse(text);
    if (isEntries(file)) return file;
  } catch {
    // Said below, for every way in which the file is not a ledger.
  }
  throw new Failure('invalid', `${path} is not a ledger`, {
    hint: 'remove it: the next run publishes everything again and writes a new one',
  });
}

function isEntries(value: unknown): value is Record<string, Entry> {
  return (
    isJsonObject(value) && Object.entries(value).every(([id, entry]) => isEntry(entry) && entry.id === id)
  );
}

function isEntry(value: unknown): value is Entry {
  return (
    isJsonObject(value) &&
    [value.published, value.probed, value.failed].every((part) => part === undefined || isJsonObject(part))
  );
}
