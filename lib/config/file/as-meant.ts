import { isJsonObject } from '../../json.ts';
import type { Complaint, Path } from './complaint.ts';
import { explainComplaint } from './explain.ts';
import { registriesSchema } from './schema.ts';
import { valueAt } from './schema-tree.ts';

interface Reading {
  /** The result of the schema, with misspelt keys read as the keys that they resemble. */
  parsed: ReturnType<typeof registriesSchema.safeParse>;
  data: unknown;
  complaints: Complaint[];
  /** Turns a path in `data` into the path in the file. */
  asTyped(path: Path): Path;
}

/**
 * Checks the shape of the file. A key that is nearly a known one, such as `backend` for `backends`, is one mistake:
 * its content is checked under the known key, so that mistakes inside it are reported at the same time.
 */
export function readAsMeant(file: unknown): Reading {
  const typed = new Map<string, PropertyKey>();
  const slips: Complaint[] = [];
  let data = file;
  for (;;) {
    const parsed = registriesSchema.safeParse(data);
    const complaints = parsed.success
      ? []
      : parsed.error.issues.flatMap((issue) => explainComplaint(issue, data));
    let found = 0;
    for (const { meant, ...slip } of complaints) {
      const parent = slip.path.slice(0, -1);
      if (meant === undefined || valueAt(data, [...parent, meant]) !== undefined) continue;
      data = withKeyRenamed(data, slip.path, meant);
      typed.set(JSON.stringify([...parent, meant]), slip.path.at(-1) ?? meant);
      slips.push(slip);
      found++;
    }
    if (found === 0) return { parsed, data, complaints: [...slips, ...complaints], asTyped };
  }

  function asTyped(path: Path): Path {
    return path.map((key, index) => typed.get(JSON.stringify(path.slice(0, index + 1))) ?? key);
  }
}

/** A copy in which one key has another name. Everything else is shared. */
function withKeyRenamed(data: unknown, [key, ...rest]: Path, name: string): unknown {
  if (Array.isArray(data)) {
    return data.map((item, index) => (index === key ? withKeyRenamed(item, rest, name) : item));
  }
  if (!isJsonObject(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([each, value]) => {
      if (each !== key) return [each, value];
      return rest.length === 0 ? [name, value] : [each, withKeyRenamed(value, rest, name)];
    }),
  );
}
