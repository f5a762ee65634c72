import { type Document, parseDocument, type YAMLError } from 'yaml';
import type { z } from 'zod';
import { check, type Pieces, type RegistryPiece } from './check.ts';
import type { BackendOptions, Config } from './config.ts';
import { type Complaint, explain, type Path } from './explain.ts';
import { offsetOf, type Position, positionsIn } from './position.ts';
import {
  backendOptions,
  DEFAULT_FILE,
  identityOptions,
  publicationEntry,
  registriesFile,
  registryEntry,
} from './schema.ts';

export interface Problem extends Position {
  /** One printable line, however long or odd what it quotes from the file. */
  message: string;
}

/** Everything that is wrong with a registries.yml, in the order in which it stands in the file. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const inOrder = problems
      .map((problem) => ({ ...problem, message: onOneLine(problem.message) }))
      .sort((a, b) => a.line - b.line || a.column - b.column);
    const count = inOrder.length === 1 ? '1 problem' : `${inOrder.length} problems`;
    const lines = inOrder.map(({ line, column, message }) => `  ${file}:${line}:${column}  ${message}`);
    super([`${file} has ${count}`, ...lines].join('\n'));
    this.problems = inOrder;
  }
}

/** A message quotes at its beginning and explains at its end: what is too much is in between. */
const LONGEST_HALF = 250;

function onOneLine(message: string): string {
  const short =
    message.length > 2 * LONGEST_HALF
      ? `${message.slice(0, LONGEST_HALF)} … ${message.slice(-LONGEST_HALF)}`
      : message;
  return short.replace(/[^\x20-\x7e…]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

/** One dialect, whatever a %YAML line asks for: text, numbers, true, false, null, lists and mappings, and nothing else. */
const DIALECT = { schema: 'core', resolveKnownTags: false, logLevel: 'error', prettyErrors: false } as const;

/** Turns the text of a registries.yml into a Config, or throws a ConfigError with every problem it has. */
export function compile(text: string, file: string): Config {
  const yaml = text.replace(/^\ufeff/, ''); // to an editor, a byte order mark is no column of the first line
  const positionAt = positionsIn(yaml);
  const document = parseDocument(yaml, DIALECT);
  const unreadable = [...document.errors, ...document.warnings];
  if (unreadable.length > 0) {
    const problems = unreadable.map((error) => ({
      ...positionAt(error.pos[0]),
      message: unreadableBecause(error),
    }));
    throw new ConfigError(file, problems);
  }

  const data = plainData(document, file);
  const lost = protoKeys(data);
  if (lost.length > 0) throw new ConfigError(file, lost.map(locate));

  const parsed = registriesFile.safeParse(data);
  const pieces = piecesOf(data);
  const { registries, complaints } = check(pieces);
  if (!parsed.success) complaints.unshift(...parsed.error.issues.flatMap((issue) => explain(issue, data)));
  if (!parsed.success || complaints.length > 0) throw new ConfigError(file, complaints.map(locate));

  const { sample = false, identities = {} } = parsed.data;
  const backends = { ...EMBEDDED, ...parsed.data.backends };
  return freeze({ sample, backends, identities, registries });

  function locate(complaint: Complaint): Problem {
    return { ...positionAt(offsetOf(complaint, document)), message: complaint.message };
  }
}

function unreadableBecause({ code, message }: YAMLError): string {
  return code === 'MULTIPLE_DOCS'
    ? 'a second document begins here; everything belongs into one'
    : `not readable as YAML: ${message}`;
}

/** Aliases that refer to aliases can stand for more than any memory holds; the parser gives up, and so does this. */
function plainData(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const message = `not readable as YAML: ${error instanceof Error ? error.message : String(error)}`;
    throw new ConfigError(file, [{ line: 1, column: 1, message }]);
  }
}

/** Zod passes over `__proto__` in a mapping of names without a word: what stands there would be lost, not refused. */
function protoKeys(value: unknown, path: Path = [], seen = new Set<object>()): Complaint[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  return Object.entries(value).flatMap(([key, inner]): Complaint[] =>
    key === '__proto__'
      ? [{ path: [...path, key], at: 'key', message: 'nothing can be named "__proto__"' }]
      : protoKeys(inner, [...path, key], seen),
  );
}

/** The embedded backends are there under their names, unless the file gives such a name to another. */
const EMBEDDED: Record<string, BackendOptions> = { file: { type: 'file', path: DEFAULT_FILE } };

function piecesOf(data: unknown): Pieces {
  const file = isRecord(data) ? data : {};
  const entries = Array.isArray(file.registries) ? file.registries : [];
  return {
    backends: new Map([...Object.entries(EMBEDDED), ...soundPieces(file.backends, backendOptions)]),
    identities: new Map(soundPieces(file.identities, identityOptions)),
    registries: entries.map(soundRegistry),
  };
}

function soundRegistry(entry: unknown): RegistryPiece {
  if (!isRecord(entry)) return { publish: [] };
  const { host, identity, credentials, image } = registryEntry.partial().shape;
  const { publish = ['file'] } = entry;
  return {
    host: host.safeParse(entry.host).data,
    identity: identity.safeParse(entry.identity).data,
    credentials: credentials.safeParse(entry.credentials).data,
    stored: entry.credentials !== undefined,
    image: image.safeParse(entry.image).data,
    publish: Array.isArray(publish)
      ? publish.map((each) => publicationEntry.safeParse(each).data)
      : [undefined],
  };
}

function soundPieces<T>(mapping: unknown, schema: z.ZodType<T>): [string, T | undefined][] {
  if (!isRecord(mapping)) return [];
  return Object.entries(mapping).map(([name, value]) => [name, schema.safeParse(value).data]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) freeze(inner);
    Object.freeze(value);
  }
  return value;
}
