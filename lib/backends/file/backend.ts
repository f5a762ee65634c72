import { join, resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import { changeFile, readTextFile, refuseUnwritable } from '../../files/atomic-file.ts';
import { isJsonObject, type JsonObject, parseJsonObject } from '../../json.ts';
import { toSafeText } from '../../secrecy/safe-text.ts';
import { Secret } from '../../secrecy/secret.ts';
import { type Backend, DOES_NOT_EXIST } from '../backend.ts';
import type { FileTarget } from './traits.ts';

/**
 * Writes a JSON file on this machine: `{ "<name>": "<value>" }`, or, with format docker-config-json, a Docker
 * config.json for docker, podman and skopeo. Other content of the file is kept.
 */
export function fileBackend(options: FileTarget, env: NodeJS.ProcessEnv): Backend {
  const path = fileOf(options, env);
  return {
    publish(value, { name, format }, signal) {
      const put = format === 'docker-config-json' ? putAuth : putValue;
      return changeFile(path, (text) => render(put(parse(text, path), name, value, path)), signal);
    },

    async read({ name, format }) {
      const file = parse(await readTextFile(path), path);
      return format === 'docker-config-json' ? authAt(file, name, path) : valueAt(file, name);
    },

    async check({ name, format }) {
      await refuseUnwritable(path);
      const file = parse(await readTextFile(path), path);
      if (format === 'docker-config-json') refuseHelper(file, name, path);
      const entries = format === 'docker-config-json' ? objectAt(file, 'auths', path) : file;
      return { is: Object.hasOwn(entries, name) ? 'exists' : DOES_NOT_EXIST };
    },
  };
}

/** With PULLKEEPER_DESTDIR set, the file is written below that folder: a rehearsal changes no real file. */
export function fileOf({ path }: FileTarget, { PULLKEEPER_DESTDIR: destdir }: NodeJS.ProcessEnv): string {
  return destdir === undefined ? path : join(destdir, resolve(path));
}

function putValue(file: JsonObject, name: string, value: Secret): JsonObject {
  return { ...file, [name]: value.reveal() };
}

/** Replaces the entries of our value's `auths` as a whole: an old `identitytoken` in an entry would win over `auth`. */
function putAuth(file: JsonObject, host: string, value: Secret, path: string): JsonObject {
  refuseHelper(file, host, path);
  const ours = parseJsonObject(value.reveal());
  if (ours === undefined) throw noDockerConfig(host);
  return { ...file, auths: { ...objectAt(file, 'auths', path), ...objectAt(ours, 'auths', path) } };
}

function valueAt(file: JsonObject, name: string): Secret | undefined {
  if (!Object.hasOwn(file, name)) return undefined;
  const value = file[name];
  return new Secret(typeof value === 'string' ? value : ''); // another program wrote a value that is not text
}

/** The value as it was published: a Docker config.json with this entry only. */
function authAt(file: JsonObject, host: string, path: string): Secret | undefined {
  const auths = objectAt(file, 'auths', path);
  return Object.hasOwn(auths, host)
    ? new Secret(JSON.stringify({ auths: { [host]: auths[host] } }))
    : undefined;
}

/** Readers use a credential helper before `auths`: an entry in the file would never be read. */
function refuseHelper(file: JsonObject, host: string, path: string): void {
  const helpers = objectAt(file, 'credHelpers', path);
  const helper = Object.hasOwn(helpers, host) ? helpers[host] : file.credsStore;
  if (helper === undefined || helper === '') return;
  throw new Failure(
    'invalid',
    `${path} uses the credential helper "${toSafeText(String(helper))}" for ${host}, so readers would ignore an entry in the file`,
    {
      hint: 'publish to a config.json in a folder of its own and point DOCKER_CONFIG (for podman and skopeo REGISTRY_AUTH_FILE) at it',
    },
  );
}

function parse(text: string | undefined, path: string): JsonObject {
  if (text === undefined || text.trim() === '') return {};
  const file = parseJsonObject(text);
  if (file === undefined) throw notOurs(path, 'the file is not a JSON object');
  return file;
}

function objectAt(value: JsonObject, key: string, path: string): JsonObject {
  const found = value[key];
  if (found === undefined || found === null) return {};
  if (isJsonObject(found)) return found;
  throw notOurs(path, `"${key}" in the file is not an object`);
}

function noDockerConfig(host: string): Failure {
  return new Failure('invalid', `the value for ${host} is not a Docker config.json`, {
    hint: 'this is a defect of pullkeeper: please report it',
  });
}

function notOurs(path: string, why: string): Failure {
  return new Failure('invalid', `will not overwrite ${path}: ${why}`, {
    hint: 'move the file away, or give the backend another path',
  });
}

function render(file: JsonObject): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}
