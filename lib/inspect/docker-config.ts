import { DOCKER_HUB_KEY, keyFor } from '../hosts/key.ts';
import { parseHost } from '../hosts/parse.ts';
import type { RegistryHost } from '../hosts/registry-host.ts';
import { isJsonObject, type JsonObject, parseJsonObject } from '../json.ts';
import { decodedText } from './base64.ts';
import { type Defect, defect, warningDefect } from './defect.ts';
import { readDockerAuth } from './docker-auth.ts';
import { isDockerConfig } from './documents.ts';
import { type Context, type PairReading, readPair } from './pair.ts';

/** https://github.com/docker/cli/blob/master/cli/config/configfile/file.go */
export function readDockerConfig(text: string, context: Context): PairReading {
  const encoded = parseJsonObject(text) === undefined && isDockerConfig(decodedText(text));
  const config = parseJsonObject(encoded ? decodedText(text) : text);
  if (config === undefined) {
    const hint = 'store {"auths":{"<host>":{"auth":"<base64 of user:password>"}}}';
    return { defects: [defect('no-docker-config', 'is not a JSON object', hint)], seen: [] };
  }
  const entries = Object.entries(objectAt(config, 'auths'));
  const readings = entries.map(([key, entry], index) => readEntry(key, entry, index + 1, config, context));
  return {
    defects: [
      ...(encoded ? [ENCODED] : []),
      ...(entries.length === 0 ? [withoutAuths(config)] : []),
      ...missing(entries, context),
      ...readings.flatMap(({ defects }) => defects),
    ],
    seen: readings.flatMap(({ seen }) => seen),
  };
}

const ENCODED = defect(
  'encoded',
  'is base64 of a Docker config.json',
  'only the data of a Kubernetes manifest has this encoding: store the JSON itself',
);

function withoutAuths(config: JsonObject): Defect {
  return 'credHelpers' in config || 'credsStore' in config
    ? defect(
        'helper',
        'uses a credential helper and contains no credential',
        'the helper works on one machine only: sign in with DOCKER_CONFIG set to an empty folder, and use the config.json from there',
      )
    : defect('no-auths', 'has no "auths"', 'store {"auths":{"<host>":{"auth":"<base64 of user:password>"}}}');
}

function missing(entries: readonly [string, unknown][], { host }: Context): Defect[] {
  if (host === undefined || entries.length === 0 || entries.some(([key]) => key === keyFor(host))) return [];
  return [
    defect('host-missing', `has no entry "${keyFor(host)}"`, `readers look only for "${keyFor(host)}"`),
  ];
}

function readEntry(
  key: string,
  entry: unknown,
  number: number,
  config: JsonObject,
  { now }: Context,
): PairReading {
  const parsed = parseHost(key);
  const name = parsed.ok ? key : `entry ${number}`; // a key that is not a host may have any value
  const host = parsed.ok ? parsed.host : undefined;
  const { defects, seen } = readLogin(isJsonObject(entry) ? entry : {}, { host, now });
  const all = [...wrongKey(key, host), ...helperBefore(key, config), ...defects];
  return {
    defects: all.map((defect) => ({ ...defect, is: `has for ${name} an entry that ${defect.is}` })),
    seen: seen.map((sentence) => `${name}: ${sentence}`),
  };
}

function readLogin(entry: JsonObject, context: Context): PairReading {
  const { auth, username, password } = entry;
  const defects = ['identitytoken', 'registrytoken'].some((field) => entry[field])
    ? [
        defect(
          'other-token',
          'is an identity token, which readers prefer to the password',
          'create the entry again, with user and password',
        ),
      ]
    : [];
  if (typeof auth === 'string' && auth !== '') {
    const inside = readDockerAuth(auth, context);
    return { ...inside, defects: [...defects, ...inside.defects] };
  }
  if (typeof username === 'string' && typeof password === 'string') {
    const inside = readPair(`${username}:${password}`, context);
    return { ...inside, defects: [...defects, ...inside.defects] };
  }
  const hint = 'docker login stored the credential in the keychain of the machine: create the entry again';
  return { defects: [...defects, defect('empty-entry', 'is empty', hint)], seen: [] };
}

/** Docker looks up Docker Hub by one key, and every other registry by its bare host. */
function wrongKey(key: string, host: RegistryHost | undefined): Defect[] {
  if (host === undefined) {
    return [
      warningDefect(
        'host',
        'is stored under a key that is not a host',
        'write the host as in an image: no https://, no path',
      ),
    ];
  }
  return host.kind === 'docker-hub' && key !== DOCKER_HUB_KEY
    ? [warningDefect('host', 'is stored under another name of Docker Hub', `write "${DOCKER_HUB_KEY}"`)]
    : [];
}

function helperBefore(key: string, config: JsonObject): Defect[] {
  const helpers = objectAt(config, 'credHelpers');
  const helper = Object.hasOwn(helpers, key) ? helpers[key] : config.credsStore;
  return helper === undefined || helper === ''
    ? []
    : [
        defect(
          'helper',
          'is never read: a credential helper has precedence',
          'remove credHelpers and credsStore',
        ),
      ];
}

function objectAt(config: JsonObject, key: string): JsonObject {
  const found = config[key];
  return isJsonObject(found) ? found : {};
}
