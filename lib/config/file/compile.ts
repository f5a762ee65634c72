import { type Document, parseDocument } from 'yaml';
import type { z } from 'zod';
import { backendOptions, EMBEDDED } from '../../backends/catalogue.ts';
import { isJsonObject } from '../../json.ts';
import type { Config } from '../config.ts';
import { type ScheduleOptions, scheduleOf } from '../schedule.ts';
import { REFRESH_FUNCTION_NAMES } from '../schema/refresh-functions.ts';
import { readAsMeant } from './as-meant.ts';
import { check } from './check.ts';
import type { Complaint, Path } from './complaint.ts';
import { ConfigError, type Problem } from './config-error.ts';
import type { Pieces, RegistryPiece } from './pieces.ts';
import { offsetOf, positionsIn } from './position.ts';
import {
  identityOptions,
  publicationEntry,
  registriesSchema,
  registryEntry,
  scheduleOptions,
} from './schema.ts';
import { unreadableBecause } from './unreadable.ts';

/** One dialect, also for a file with a %YAML line: only text, numbers, true, false, null, lists and mappings. */
const DIALECT = { schema: 'core', resolveKnownTags: false, logLevel: 'error', prettyErrors: false } as const;

/**
 * Turns the text of a registries.yml into a Config, or throws a ConfigError with every problem it has. Without `now`,
 * nothing is checked that depends on the day, such as `expires`.
 */
export function compile(text: string, file: string, now?: Date): Config {
  const yaml = text.replace(/^\ufeff/, ''); // an editor does not count a byte order mark as a column
  const positionAt = positionsIn(yaml);
  const document = parseDocument(yaml, DIALECT);
  const unreadable = [...document.errors, ...document.warnings];
  if (unreadable.length > 0) {
    const problems = unreadable.map((error) => ({
      ...positionAt(error.pos[0]),
      code: 'unreadable' as const,
      message: unreadableBecause(error),
    }));
    throw new ConfigError(file, problems);
  }

  const data = plainData(document, file);
  const lost = protoKeys(data);
  if (lost.length > 0) throw new ConfigError(file, lost.map(locate()));

  const { parsed, data: meant, complaints: misshapen, asTyped } = readAsMeant(data);
  const { registries, complaints: misfits } = check(piecesOf(meant), now);
  const complaints = [...misshapen, ...misfits];
  if (!parsed.success || complaints.length > 0) throw new ConfigError(file, complaints.map(locate(asTyped)));

  const { sample = false, schedule = {} } = parsed.data;
  return freeze({ sample, schedule: scheduleOf(schedule, registries), registries });

  /** Turns complaints into problems. A path in the data is first turned into the path in the file. */
  function locate(inFile: (path: Path) => Path = (path) => path): (complaint: Complaint) => Problem {
    const placeOf = (path: Path, at: Complaint['at']) =>
      positionAt(offsetOf({ path: inFile(path), at }, document));
    return ({ code, message, path, at, first }) => {
      const seeLine = first === undefined ? '' : ` (line ${placeOf(first, at).line})`;
      return { ...placeOf(path, at), code, message: `${message}${seeLine}` };
    };
  }
}

/** Aliases of aliases can expand beyond any memory. The parser rejects them, and so does this. */
function plainData(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch {
    const message = 'its aliases ("*name") make the file too large: write the repeated parts out';
    throw new ConfigError(file, [{ line: 1, column: 1, code: 'unreadable', message }]);
  }
}

/** Refuses the key `__proto__`: zod drops it from a mapping without an error, so its content would be lost. */
function protoKeys(value: unknown, path: Path = [], seen = new Set<object>()): Complaint[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  return Object.entries(value).flatMap(([key, inner]): Complaint[] =>
    key === '__proto__'
      ? [
          {
            code: 'unknown-key',
            path: [...path, key],
            at: 'key',
            message: '"__proto__" is not allowed as a name',
          },
        ]
      : protoKeys(inner, [...path, key], seen),
  );
}

function piecesOf(data: unknown): Pieces {
  const file = isJsonObject(data) ? data : {};
  const entries = Array.isArray(file.registries) ? file.registries : [];
  return {
    schedule: soundSchedule(file.schedule),
    backends: new Map([...Object.entries(EMBEDDED), ...soundPieces(file.backends, backendOptions)]),
    identities: new Map(soundPieces(file.identities, identityOptions)),
    probe: registriesSchema.shape.probe.safeParse(file.probe).data,
    canary: registriesSchema.shape.canary.safeParse(file.canary).data,
    registries: entries.map(soundRegistry),
  };
}

function soundSchedule(mapping: unknown): ScheduleOptions {
  const text = isJsonObject(mapping) ? mapping : {};
  return Object.fromEntries(
    REFRESH_FUNCTION_NAMES.map((name) => [name, scheduleOptions.shape[name].safeParse(text[name]).data]),
  );
}

function soundRegistry(entry: unknown): RegistryPiece {
  if (!isJsonObject(entry)) return { publish: [] };
  const { host, identity, credentials, source, image, tokenService, probe, canary } =
    registryEntry.partial().shape;
  const { publish } = entry;
  return {
    host: host.safeParse(entry.host).data,
    identity: identity.safeParse(entry.identity).data,
    credentials: credentials.safeParse(entry.credentials).data,
    stored: entry.credentials !== undefined,
    source: source.safeParse(entry.source).data,
    hasSource: entry.source !== undefined,
    image: image.safeParse(entry.image).data,
    tokenService: tokenService.safeParse(entry.tokenService).data,
    probe: probe.safeParse(entry.probe).data,
    canary: canary.safeParse(entry.canary).data,
    publish: Array.isArray(publish)
      ? publish.map((each) => publicationEntry.safeParse(each).data)
      : [undefined],
  };
}

function soundPieces<T>(mapping: unknown, schema: z.ZodType<T>): [string, T | undefined][] {
  if (!isJsonObject(mapping)) return [];
  return Object.entries(mapping).map(([name, value]) => [name, schema.safeParse(value).data]);
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) freeze(inner);
    Object.freeze(value);
  }
  return value;
}
