import { crc32c } from '../../google/crc32c.ts';
import {
  callSecretManager,
  payloadOf,
  type SecretManager,
  type SecretManagerRequest,
  unusableAnswer,
} from '../../google/secret-manager.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';

/** The calls that publishing takes, each of them one attempt. */
export interface SecretManagerApi {
  labelsOf(secret: string): Promise<Readonly<Record<string, string>>>;
  create(id: string, secret: NewSecret): Promise<void>;
  label(secret: string, labels: Record<string, string>): Promise<void>;
  /** `version` is a number, or `latest`, which may lag behind by minutes. */
  access(secret: string, version: number | 'latest'): Promise<StoredValue>;
  /** Returns the number of the new version. */
  add(secret: string, value: Buffer): Promise<number>;
  /** The newest versions that are not destroyed, newest first: one page of them. */
  versions(secret: string): Promise<Version[]>;
  destroy(version: string): Promise<void>;
  /** Those of these rights that the caller has. */
  rightsOn(secret: string, rights: readonly string[]): Promise<string[]>;
}

export interface NewSecret {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Absent for a regional secret, which is where it is. */
  replication?: { automatic: object } | { userManaged: { replicas: { location: string }[] } };
}

export interface StoredValue {
  number: number;
  value: Buffer;
}

export interface Version {
  name: string;
  /** Destroyed, or scheduled for it: a secret with `version_destroy_ttl` destroys later than it was asked to. */
  isGone: boolean;
}

/**
 * A destroyed version stays in the list for ever, and lists grow: so Google filters, and gives one small page.
 * https://cloud.google.com/secret-manager/docs/filtering
 */
const LIST = { filter: 'NOT state:DESTROYED', pageSize: '100' };

/** `parent` is `projects/<project>` or `projects/<project>/locations/<location>`. */
export function secretManagerApi(
  manager: SecretManager,
  parent: string,
  signal: AbortSignal,
): SecretManagerApi {
  const call = (request: SecretManagerRequest) => callSecretManager(manager, request, signal);
  const post = (path: string, body: object) => call({ method: 'POST', path, body });

  return {
    async labelsOf(secret) {
      const { name, labels } = await call({ path: secret });
      if (!name) throw unusableAnswer();
      return isJsonObject(labels) ? textsIn(labels) : {};
    },
    async create(secretId, secret) {
      await call({ method: 'POST', path: `${parent}/secrets`, query: { secretId }, body: secret });
    },
    async label(secret, labels) {
      const body = { name: secret, labels };
      await call({ method: 'PATCH', path: secret, query: { updateMask: 'labels' }, body });
    },
    async access(secret, version) {
      const answer = await call({ path: `${secret}/versions/${version}:access` });
      const value = payloadOf(answer);
      if (value === undefined) throw unusableAnswer();
      return { number: versionNumber(answer), value };
    },
    async add(secret, value) {
      const payload = { data: value.toString('base64'), dataCrc32c: String(crc32c(value)) };
      return versionNumber(await post(`${secret}:addVersion`, { payload }));
    },
    async versions(secret) {
      const { versions } = await call({ path: `${secret}/versions`, query: LIST });
      return objectsIn(versions).map(({ name, state, scheduledDestroyTime }) => ({
        name: String(name),
        isGone: state === 'DESTROYED' || Boolean(scheduledDestroyTime),
      }));
    },
    async destroy(version) {
      await post(`${version}:destroy`, {});
    },
    async rightsOn(secret, rights) {
      const { permissions } = await post(`${secret}:testIamPermissions`, { permissions: rights });
      return Array.isArray(permissions) ? permissions.map(String) : [];
    },
  };
}

/** The number at the end of a version's name. An answer without one is not an answer to what was asked. */
function versionNumber({ name }: JsonObject): number {
  const [, number] = /\/versions\/(\d+)$/.exec(String(name)) ?? [];
  if (number === undefined) throw unusableAnswer();
  return Number(number);
}

function textsIn(labels: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([key, text]) => [key, String(text)]));
}

function objectsIn(list: unknown): JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
