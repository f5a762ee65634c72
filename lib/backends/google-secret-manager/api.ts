import { SecretManagerServiceClient } from '@google-cloud/secret-manager/build/src/v1/index.js';
import { OAuth2Client } from 'google-auth-library/build/src/auth/oauth2client.js';
import { crc32c } from '../../google/crc32c.ts';
import type { Said } from '../../google/failure.ts';
import { transporterOptions } from '../../google/transporter-options.ts';
import type { Secret } from '../../secrecy/secret.ts';

/** The calls that publishing takes, each of them one attempt. */
export interface SecretManagerApi {
  labelsOf(secret: string): Promise<Readonly<Record<string, string>>>;
  create(id: string, secret: NewSecret): Promise<void>;
  label(secret: string, labels: Record<string, string>): Promise<void>;
  latest(secret: string): Promise<Buffer>;
  add(secret: string, value: Buffer): Promise<void>;
  versions(secret: string): Promise<Version[]>;
  destroy(version: string): Promise<void>;
  /** Those of these rights that the caller has. */
  rightsOn(secret: string, rights: readonly string[]): Promise<string[]>;
}

export interface NewSecret {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Undefined for a regional secret, which is where it is. */
  replication: { automatic: object } | { userManaged: { replicas: { location: string }[] } } | undefined;
}

export interface Version {
  name: string;
  isDestroyed: boolean;
}

interface Options {
  /** `projects/<project>` or `projects/<project>/locations/<location>` */
  parent: string;
  location: string | undefined;
  universeDomain: string;
  token: Secret;
  env: NodeJS.ProcessEnv;
}

/** How long one attempt may take, as for AWS. Its own configuration waits up to ten minutes, longer than any Lambda lives. */
const TIMEOUT_MS = 10_000;
const SERVICE = 'google.cloud.secretmanager.v1.SecretManagerService';
/** As many as a secret may have before pullkeeper takes it over: the API gives no more at once. */
const MOST_VERSIONS = 25_000;

/** Speaks REST: gRPC would keep a connection open that a sleeping Lambda loses. */
export function secretManagerApi({
  parent,
  location,
  universeDomain,
  token,
  env,
}: Options): SecretManagerApi {
  const authClient = new OAuth2Client({
    credentials: { access_token: token.reveal() },
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
      const [{ labels }] = await client.getSecret({ name });
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
    async latest(secret) {
      const [{ payload }] = await client.accessSecretVersion({ name: `${secret}/versions/latest` });
      return Buffer.from(payload?.data ?? '');
    },
    async add(secret, value) {
      await client.addSecretVersion({ parent: secret, payload: { data: value, dataCrc32c: crc32c(value) } });
    },
    async versions(secret) {
      const [found] = await client.listSecretVersions(
        { parent: secret, pageSize: MOST_VERSIONS },
        { autoPaginate: false },
      );
      return found.map(({ name, state }) => ({ name: name ?? '', isDestroyed: state === 'DESTROYED' }));
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

/** Google speaks JSON, whatever it has to say: what speaks otherwise is a proxy or a load balancer on the way to it. */
function transporterToGoogle(env: NodeJS.ProcessEnv) {
  const options = transporterOptions(env);
  return {
    ...options,
    fetchImplementation: async (...request: Parameters<typeof fetch>) => {
      const response = await options.fetchImplementation(...request);
      if (response.headers.get('content-type')?.startsWith('application/json')) return response;
      throw new Error(`HTTP ${response.status}, and no answer from Google`);
    },
  };
}

/** The canonical codes by their numbers: https://cloud.google.com/apis/design/errors#handling_errors */
const CODES: Readonly<Record<number, [code: string, status: number]>> = {
  3: ['INVALID_ARGUMENT', 400],
  5: ['NOT_FOUND', 404],
  6: ['ALREADY_EXISTS', 409],
  7: ['PERMISSION_DENIED', 403],
  8: ['RESOURCE_EXHAUSTED', 429],
  9: ['FAILED_PRECONDITION', 400],
  16: ['UNAUTHENTICATED', 401],
};

/** What an error that this client throws says; one without a code of Google's never reached it. */
export function saidByApi(error: unknown): Said {
  const number = error instanceof Error && 'code' in error ? Number(error.code) : Number.NaN;
  const [code, status] = CODES[number] ?? [];
  return { code, status, text: error instanceof Error ? error.message : String(error) };
}
