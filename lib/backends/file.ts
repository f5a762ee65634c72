import { join, resolve } from 'node:path';
import type { FileOptions } from '../config/config.ts';
import { Failure } from '../errors.ts';
import { changeFile } from '../locked-file.ts';
import type { Secret } from '../secret.ts';
import type { Backend } from './backend.ts';

type JsonObject = Record<string, unknown>;

/**
 * One JSON file on this machine: `{ "<name>": "<value>" }`, or, with format docker-config-json, a Docker config.json
 * that docker, podman and skopeo take as it is. Whatever else the file holds is left alone.
 */
export function fileBackend(options: FileOptions, env: NodeJS.ProcessEnv): Backend {
  const path = placeOf(options, env);
  return {
    publish(name, value, about, signal) {
      const put = about.format === 'docker-config-json' ? putAuth : putValue;
      return changeFile(path, (text) => render(put(parse(text, path), name, value, path)), signal);
    },
  };
}

/** With PULLKEEPER_DESTDIR set, everything is written below it instead: a rehearsal touches no real file. */
export function placeOf({ path }: FileOptions, { PULLKEEPER_DESTDIR: destdir }: NodeJS.ProcessEnv): string {
  return destdir === undefined ? path : join(destdir, resolve(path));
}

function putValue(file: JsonObject, name: string, value: Secret): JsonObject {
  return { ...file, [name]: value.reveal() };
}

/** Takes over the entries of our value's `auths`, each as a whole: an old `identitytoken` beside `auth` would win over it. */
function putAuth(file: JsonObject, host: string, value: Secret, path: string): JsonObject {
  refuseHelper(file, host, path);
  const ours = objectAt(JSON.parse(value.reveal()), 'auths', path);
  return { ...file, auths: { ...objectAt(file, 'auths', path), ...ours } };
}

/** A credential helper comes before `auths`: what is written beside it would never be read. */
function refuseHelper(file: JsonObject, host: string, path: string): void {
  const helper = objectAt(file, 'credHelpers', path)[host] ?? file.credsStore;
  if (helper === undefined || helper === '') return;
  throw new Failure(
    'invalid',
    `${path} asks the credential helper "${String(helper)}" for ${host}, so an entry in it would not be read`,
    {
      hint: 'publish to a config.json in a folder of its own and point DOCKER_CONFIG (for podman and skopeo REGISTRY_AUTH_FILE) at it',
    },
  );
}

function parse(text: string | undefined, path: string): JsonObject {
  if (text === undefined || text.trim() === '') return {};
  try {
    const file: unknown = JSON.parse(text);
    if (isObject(file)) return file;
  } catch {
    // The parser's message quotes the file, and the file holds secrets: what follows says it without.
  }
  throw notOurs(path, 'it does not hold a JSON object');
}

function objectAt(value: unknown, key: string, path: string): JsonObject {
  const found = isObject(value) ? value[key] : undefined;
  if (found === undefined || found === null) return {};
  if (isObject(found)) return found;
  throw notOurs(path, `its "${key}" is not an object`);
}

function notOurs(path: string, why: string): Failure {
  return new Failure('invalid', `will not overwrite ${path}: ${why}`, {
    hint: 'move the file away, or give the backend another path',
  });
}

function render(file: JsonObject): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
