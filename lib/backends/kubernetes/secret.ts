import type { Format } from '../../config/schema/schema-parts.ts';
import { isJsonObject, type JsonObject, parseJsonObject } from '../../json.ts';
import { Secret } from '../../secrecy/secret.ts';
import type { Target } from '../backend.ts';
import { EXPIRES, HOSTS, MANAGED_BY } from './grammar.ts';
import { placeIn } from './naming.ts';
import type { KubernetesTarget } from './traits.ts';

/**
 * The object that pullkeeper applies: https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets
 */
export interface SecretObject {
  apiVersion: 'v1';
  kind: 'Secret';
  metadata: {
    name: string;
    namespace: string;
    /** The version that was read: a later change is not overwritten. */
    resourceVersion?: string;
    labels: Record<string, string>;
    annotations: Record<string, string>;
  };
  type: string;
  data: Record<string, string>;
}

type Looks = Pick<KubernetesTarget, 'labels' | 'annotations'>;

/** imagePullSecrets read a Docker config.json. A value in another format is for an `env` or a volume. */
function dataKeyFor(format: Format): { key: string; type: string } {
  return format === 'docker-config-json'
    ? { key: '.dockerconfigjson', type: 'kubernetes.io/dockerconfigjson' }
    : { key: 'value', type: 'Opaque' };
}

/** A Secret that holds one value. */
export function wholeSecret(value: Secret, target: Target, looks: Looks): SecretObject {
  return secretOf(value.reveal(), target, looks, { [target.key]: target.expiresAt });
}

/** Adds the entries of this value to a shared Secret. Undefined if the Secret has other content. */
export function sharedSecret(
  found: JsonObject,
  value: Secret,
  target: Target,
  looks: Looks,
): SecretObject | undefined {
  const config = configIn(found);
  const ours = entriesOf(parseJsonObject(value.reveal()));
  if (config === undefined || ours === undefined) return undefined;
  const auths = { ...entriesOf(config), ...ours };
  const hosts = { ...hostsIn(found, Object.keys(auths)), [target.key]: target.expiresAt };
  const object = secretOf(JSON.stringify({ ...config, auths }), target, looks, hosts);
  const { resourceVersion } = metadataOf(found);
  if (typeof resourceVersion === 'string') object.metadata.resourceVersion = resourceVersion;
  return object;
}

/**
 * A Secret without hosts. Creating it fails if another run was faster, and applying it would overwrite the other
 * Secret.
 */
export function emptyShared(name: string) {
  const { namespace, secret } = placeIn(name);
  const { key, type } = dataKeyFor('docker-config-json');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secret, namespace },
    type,
    data: { [key]: base64('{"auths":{}}') },
  };
}

/** The published value in a Secret. Undefined if there is none. */
export function valueIn(found: JsonObject, { name, format }: Target): Secret | undefined {
  const { entry } = placeIn(name);
  if (entry === undefined) {
    const text = dataIn(found, dataKeyFor(format).key);
    return text === undefined ? undefined : new Secret(text);
  }
  const entries = entriesOf(configIn(found)) ?? {};
  return Object.hasOwn(entries, entry)
    ? new Secret(JSON.stringify({ auths: { [entry]: entries[entry] } }))
    : undefined;
}

export function isManaged(found: JsonObject): boolean {
  const { labels } = metadataOf(found);
  return isJsonObject(labels) && labels[MANAGED_BY] === 'pullkeeper';
}

/** All secrets in an object: no error may repeat them. A shared Secret also contains the credentials of other hosts. */
export function secretsIn({ data }: Pick<SecretObject, 'data'>): Secret[] {
  return Object.values(data).flatMap((text) => [
    new Secret(text),
    new Secret(Buffer.from(text, 'base64').toString()),
  ]);
}

/** The size of its values, which Kubernetes limits. */
export function sizeOf({ data }: Pick<SecretObject, 'data'>): number {
  return Object.values(data).reduce((sum, text) => sum + Buffer.byteLength(text, 'base64'), 0);
}

type Ends = Record<string, Date | undefined>;

function secretOf(text: string, { name, format }: Target, looks: Looks, ends: Ends): SecretObject {
  const { namespace, secret } = placeIn(name);
  const { key, type } = dataKeyFor(format);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: secret,
      namespace,
      labels: { ...looks.labels, [MANAGED_BY]: 'pullkeeper' },
      annotations: { ...looks.annotations, ...endsInWords(ends) },
    },
    type,
    data: { [key]: base64(text) },
  };
}

/** The expiry of each host's credential, and the first expiry, for people and for alerts in the cluster. */
function endsInWords(ends: Ends): Record<string, string> {
  const texts = Object.entries(ends).map(([host, end]) => [host, end?.toISOString() ?? 'never'] as const);
  const soonest = Object.values(ends)
    .filter((end) => end !== undefined)
    .toSorted((one, other) => one.getTime() - other.getTime())[0];
  return {
    [HOSTS]: JSON.stringify(Object.fromEntries(texts.toSorted(([one], [other]) => (one < other ? -1 : 1)))),
    ...(soonest && { [EXPIRES]: soonest.toISOString() }),
  };
}

/** The expiry times from earlier runs, of hosts that are still in the Secret. */
function hostsIn(found: JsonObject, hosts: readonly string[]): Ends {
  const { annotations } = metadataOf(found);
  const text = isJsonObject(annotations) ? annotations[HOSTS] : undefined;
  const noted = parseJsonObject(typeof text === 'string' ? text : '') ?? {};
  return Object.fromEntries(
    Object.entries(noted).flatMap(([host, end]) => {
      if (!hosts.includes(host) || typeof end !== 'string') return [];
      const date = new Date(end);
      return [[host, Number.isNaN(date.getTime()) ? undefined : date]];
    }),
  );
}

/** The Docker config.json in a Secret. Empty if there is none, undefined if the Secret has other content. */
function configIn(found: JsonObject): JsonObject | undefined {
  const text = dataIn(found, dataKeyFor('docker-config-json').key);
  const config = text === undefined ? {} : parseJsonObject(text);
  return config !== undefined && entriesOf(config) !== undefined ? config : undefined;
}

function entriesOf(config: JsonObject | undefined): JsonObject | undefined {
  const auths = config?.auths ?? {};
  return isJsonObject(auths) ? auths : undefined;
}

function dataIn({ data }: JsonObject, key: string): string | undefined {
  const text = isJsonObject(data) ? data[key] : undefined;
  return typeof text === 'string' ? Buffer.from(text, 'base64').toString() : undefined;
}

function metadataOf({ metadata }: JsonObject): JsonObject {
  return isJsonObject(metadata) ? metadata : {};
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
