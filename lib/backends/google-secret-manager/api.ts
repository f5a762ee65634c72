import { SecretManagerServiceClient } from '@google-cloud/secret-manager/build/src/v1/index.js';
import { OAuth2Client } from 'google-auth-library/build/src/auth/oauth2client.js';
import { crc32c } from '../../google/crc32c.ts';
import type { GoogleToken } from '../../google/token.ts';
import { transporterOptions } from '../../google/transporter-options.ts';

/** The calls of a publication. Each makes one attempt. */
export interface SecretManagerApi {
  labelsOf(secret: string): Promise<Readonly<Record<string, string>>>;
  create(id: string, secret: NewSecret): Promise<void>;
  label(secret: string, labels: Record<string, string>): Promise<void>;
  /** `version` is a number, or `latest`, which may lag behind by minutes. */
  access(secret: string, version: number | 'latest'): Promise<StoredValue>;
  /** Returns the number of the new version. */
  add(secret: string, value: Buffer): Promise<number>;
  /** Returns the newest versions that are not destroyed, newest first: one page. */
  versions(secret: string): Promise<Version[]>;
  destroy(version: string): Promise<void>;
  /** Returns which of these rights the caller has. */
  rightsOn(secret: string, rights: readonly string[]): Promise<string[]>;
}

export interface NewSecret {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Undefined for a regional secret: its location is in its name. */
  replication: { automatic: object } | { userManaged: { replicas: { location: string }[] } } | undefined;
}

export interface StoredValue {
  number: number;
  value: Buffer;
}

export interface Version {
  name: string;
  /** Destroyed, or scheduled for it: a secret with `version_destroy_ttl` destroys later than requested. */
  isGone: boolean;
}

interface Options {
  /** `projects/<project>` or `projects/<project>/locations/<location>` */
  parent: string;
  location: string | undefined;
  universeDomain: string;
  token: Pick<GoogleToken, 'token' | 'quotaProject'>;
  env: NodeJS.ProcessEnv;
}

/**
 * The timeout of one attempt, as for AWS. Google's default waits up to ten minutes, longer than a Lambda function
 * lives.
 */
const TIMEOUT_MS = 10_000;
const SERVICE = 'google.cloud.secretmanager.v1.SecretManagerService';
/**
 * A destroyed version stays in the list for ever. So Google filters the list, and returns one small page.
 * https://cloud.google.com/secret-manager/docs/filtering
 */
const LIST = { filter: 'NOT state:DESTROYED', pageSize: 100 };

/** Uses REST: a gRPC connection would break while a Lambda function sleeps. */
export function secretManagerApi({
  parent,
  location,
  universeDomain,
  token,
  env,
}: Options): SecretManagerApi {
  const authClient = new OAuth2Client({
    credentials: { access_token: token.token.reveal() },
    ...(token.quotaProject !== undefined && { quotaProjectId: token.quotaProject }),
    universe_domain: universeDomain,
    transporterOptions: transporterToGoogle(env),
  });
  const client = new SecretManagerServiceClient({
    fallback: true,
    authClient,
    universeDomain,
    clientConfig: ONE_ATTEMPT,
    ...(location !== undefined && { apiEndpoint: `secretmanager.${location}.rep.${universeDomain}` }),
  });

  return {
    async labelsOf(name) {
      const [{ name: answered, labels }] = await client.getSecret({ name });
      if (!answered) throw noUsableAnswer();
      return { ...labels };
    },
    async create(secretId, { replication, ...rest }) {
      await client.createSecret({
        parent,
        secretId,
        secret: { ...rest, ...(replication && { replication }) },
      });
    },
    async label(name, labels) {
      await client.updateSecret({ secret: { name, labels }, updateMask: { paths: ['labels'] } });
    },
    async access(secret, version) {
      const [{ name, payload }] = await client.accessSecretVersion({ name: `${secret}/versions/${version}` });
      const value = Buffer.from(payload?.data ?? '');
      if (String(payload?.dataCrc32c) !== String(crc32c(value))) throw noUsableAnswer();
      return { number: versionNumber(name), value };
    },
    async add(secret, value) {
      const payload = { data: value, dataCrc32c: crc32c(value) };
      const [{ name }] = await client.addSecretVersion({ parent: secret, payload });
      return versionNumber(name);
    },
    async versions(secret) {
      const [found] = await client.listSecretVersions({ parent: secret, ...LIST }, { autoPaginate: false });
      return found.map(({ name, state, scheduledDestroyTime }) => ({
        name: name ?? '',
        isGone: state === 'DESTROYED' || Boolean(scheduledDestroyTime),
      }));
    },
    async destroy(name) {
      await client.destroySecretVersion({ name });
    },
    async rightsOn(resource, rights) {
      const [{ permissions }] = await client.testIamPermissions({ resource, permissions: [...rights] });
      return permissions ?? [];
    },
  };
}

/** Returns the number at the end of a version's name. An answer without a number is an unexpected answer. */
function versionNumber(name: string | null | undefined): number {
  const [, number] = /\/versions\/(\d+)$/.exec(name ?? '') ?? [];
  if (number === undefined) throw noUsableAnswer();
  return Number(number);
}

function noUsableAnswer(): Error {
  return new Error('HTTP 200 with an unexpected answer');
}

const ONE_ATTEMPT = {
  interfaces: {
    [SERVICE]: {
      methods: Object.fromEntries(
        [
          'GetSecret',
          'CreateSecret',
          'UpdateSecret',
          'AccessSecretVersion',
          'AddSecretVersion',
          'ListSecretVersions',
          'DestroySecretVersion',
          'TestIamPermissions',
        ].map((method) => [
          method,
          { timeout_millis: TIMEOUT_MS, retry_codes_name: 'non_idempotent', retry_params_name: 'default' },
        ]),
      ),
    },
  },
};

/** Google always answers in JSON. Other answers come from a proxy or a load balancer. */
function transporterToGoogle(env: NodeJS.ProcessEnv) {
  const options = transporterOptions(env);
  return {
    ...options,
    fetchImplementation: async (...request: Parameters<typeof fetch>) => {
      const response = await options.fetchImplementation(...request);
      if (response.headers.get('content-type')?.startsWith('application/json')) return response;
      throw new Error(`HTTP ${response.status}without an answer from Google`);
    },
  };
}
