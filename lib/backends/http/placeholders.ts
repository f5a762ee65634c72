/** The placeholders of a request, and where each is allowed: docs/backends/http.md. */

/** Placeholders of every request. */
const TARGET = ['name', 'host', 'key', 'registryUrl'];
/** The result of `find`. */
const FOUND = ['id'];
/** The credential. It is only allowed in the headers and the body of a request that writes. */
export const CREDENTIAL = ['username', 'password', 'value', 'expiresAt'];

/** The encrypted credential, and the id of the key that `seal` used. */
export const SEALED = ['sealedValue', 'keyId'];

export const BUILT_IN: readonly string[] = [...TARGET, ...FOUND, ...CREDENTIAL, ...SEALED];

/** A placeholder that is a whole text, as in JSON; `{name...}` fills several segments of a path. */
export const WHOLE = /^\{([A-Za-z]\w*)(\.\.\.)?\}$/;
export const ANYWHERE = /\{([A-Za-z]\w*)(?:\.\.\.)?\}/g;

/**
 * A part of a path that depends on parameters: the first alternative whose parameters have values, or nothing.
 * `/v1[/teams/{team}]/registries`, `/repos/acme[/environments/{environment}|/actions]/secrets`
 */
export const OPTIONAL_PART = /\[([^\][]*)\]/g;

export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(ANYWHERE)].flatMap(([, name]) => name ?? []);
}

/** Returns the path and the query of a request's target. Only the path takes placeholders. */
export function splitTarget(target: string): [path: string, query: string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at)];
}

/** Returns the method and the target of a line such as `PATCH /v1/registries/{id}`. */
export function splitRequest(line: string): { method: string; target: string } {
  const at = line.indexOf(' ');
  return { method: line.slice(0, at), target: line.slice(at + 1).trimStart() };
}

/** Every text in a JSON value, with its path. */
export function textsIn(
  json: unknown,
  path: readonly PropertyKey[] = [],
): { text: string; path: readonly PropertyKey[] }[] {
  if (typeof json === 'string') return [{ text: json, path }];
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) =>
    textsIn(value, [...path, Array.isArray(json) ? Number(key) : key]),
  );
}
