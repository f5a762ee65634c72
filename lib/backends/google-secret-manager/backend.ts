import { unlessAborted } from '../../async/abortable.ts';
import { retry, TransientError } from '../../async/retry.ts';
import { shared } from '../../async/shared.ts';
import { Failure } from '../../failure.ts';
import { type Explanation, type GoogleError, googleFailure, isAboutProject } from '../../google/failure.ts';
import { universeOf } from '../../google/identity.ts';
import { SECRET_RIGHTS } from '../../google/secret-rights.ts';
import { type GoogleCaller, googleToken } from '../../references/google-token.ts';
import { Secret } from '../../secrecy/secret.ts';
import type { Log } from '../../telemetry/log.ts';
import { type Backend, DOES_NOT_EXIST, type Target } from '../backend.ts';
import { notOurs, tooLarge } from '../refusals.ts';
import type { SecretManagerApi } from './api.ts';
import { passing, saidByApi, unless } from './api-error.ts';
import { holds, newestIn } from './newest.ts';
import type { GoogleSecretManagerTarget } from './traits.ts';
import { destroyOldVersions } from './versions.ts';

/** The label that marks a secret as ours. A secret without it belongs to someone else, until the config adopts it. */
const OWNER_LABEL = { 'managed-by': 'pullkeeper' } as const;

/** An annotation with the host of the secret: most characters of a host are not allowed in its name. */
const KEY_ANNOTATION = 'pullkeeper.key';

/** https://cloud.google.com/secret-manager/quotas */
const LIMIT = { service: 'Google Secret Manager', most: 65_536 };

/** The timeout of one publication with all its attempts: a run has many publications. */
const PATIENCE_MS = 20_000;

/** Secret Manager's own scope. A token for pulls cannot write. */
const SCOPE = 'cloud-platform';

interface BackendContext extends GoogleCaller {
  log: Log;
}

/** Creates the secret at first, and later adds versions. Keeps a few old versions. */
export function googleSecretManager(options: GoogleSecretManagerTarget, context: BackendContext): Backend {
  const parent = [
    `projects/${options.project}`,
    ...(options.location ? [`locations/${options.location}`] : []),
  ].join('/');
  const isAdopted = (name: string) => options.adopt?.includes(name) ?? false;
  const opened = shared((signal: AbortSignal) => open(options, parent, context, signal));

  return {
    async publish(value, target, signal) {
      const { name } = target;
      const secret = `${parent}/secrets/${name}`;
      const bytes = Buffer.from(value.reveal());
      if (bytes.length > LIMIT.most) throw tooLarge(name, bytes.length, LIMIT);
      const sent = [value, new Secret(bytes.toString('base64'))];
      try {
        const api = await createClient(signal);
        const call = <T>(work: () => Promise<T>) => unlessAborted(passing(work), signal);
        await unlessAborted(put(api, call), signal);
        await unlessAborted(destroyOldVersions(api, secret, context.log), signal);
      } catch (error) {
        throw googleFailure(error, `write the secret "${name}" in ${parent}`, explainRefusal(name), {
          read: saidByApi,
          secrets: sent,
        });
      }

      async function put(
        api: SecretManagerApi,
        call: <T>(work: () => Promise<T>) => Promise<T>,
      ): Promise<void> {
        await retry(() => call(() => ensureOurs(api, secret, target)), {
          withinMs: PATIENCE_MS,
          signal,
        });
        // If the answer to an add was lost, the version may exist. So every attempt looks first.
        let isRepeated = false;
        await retry(
          () =>
            call(async () => {
              const isThere = await holds(api, secret, bytes, isRepeated);
              isRepeated = true;
              if (!isThere) await addTo(api, secret, bytes);
            }),
          { withinMs: PATIENCE_MS, signal },
        );
      }
    },

    async read({ name }, signal) {
      try {
        const api = await createClient(signal);
        const bytes = await retry(
          () =>
            unlessAborted(
              passing(() => newestIn(api, `${parent}/secrets/${name}`)),
              signal,
            ),
          { withinMs: PATIENCE_MS, signal },
        );
        return bytes && new Secret(bytes.toString());
      } catch (error) {
        throw googleFailure(error, `read back the secret "${name}" in ${parent}`, explainRefusal(name), {
          read: saidByApi,
        });
      }
    },

    async check({ name }, signal) {
      const secret = `${parent}/secrets/${name}`;
      try {
        const api = await createClient(signal);
        const labels = await unlessAborted(
          unless('NOT_FOUND', () => api.labelsOf(secret)),
          signal,
        );
        if (labels === undefined) return { is: DOES_NOT_EXIST, notChecked: MAY_BE_MADE };
        if (!isOurs(labels) && !isAdopted(name)) throw notOurs(name, parent);
        refuseWithout(await unlessAborted(api.rightsOn(secret, SECRET_RIGHTS), signal), name);
        const is = isOurs(labels) ? 'exists and belongs to pullkeeper' : 'exists; the next run takes it over';
        return { is };
      } catch (error) {
        throw googleFailure(error, `describe the secret "${name}" in ${parent}`, explainRefusal(name), {
          read: saidByApi,
        });
      }
    },
  };

  async function createClient(signal: AbortSignal): Promise<SecretManagerApi> {
    signal.throwIfAborted();
    // The client takes no signal: its own timeout ends the call.
    return unlessAborted(opened(signal), signal);
  }

  async function ensureOurs(api: SecretManagerApi, secret: string, target: Target): Promise<void> {
    const { name } = target;
    const labels = await unless('NOT_FOUND', () => api.labelsOf(secret));
    if (labels === undefined) {
      const created = await unless('ALREADY_EXISTS', async () => {
        await api.create(name, newSecret(options, target));
        return true;
      });
      if (created) return;
      // Another process has created it, or Google's answers lag behind: the next attempt looks again.
      throw new TransientError(contradiction(secret));
    }
    if (isOurs(labels)) return;
    if (!isAdopted(name)) throw notOurs(name, parent);
    await api.label(secret, { ...labels, ...OWNER_LABEL });
  }
}

function isOurs(labels: Readonly<Record<string, string>>): boolean {
  return labels['managed-by'] === OWNER_LABEL['managed-by'];
}

/** Google reports rights only for an existing secret. */
const MAY_BE_MADE = 'the right to create it was not checked: Google reports rights for existing secrets only';

/** The right to create a secret is on the project. It is not needed for an existing secret. */
function refuseWithout(held: readonly string[], name: string): void {
  const missing = SECRET_RIGHTS.filter(
    (right) => right !== 'secretmanager.secrets.create' && !held.includes(right),
  );
  if (missing.length === 0) return;
  throw new Failure(
    'denied',
    `cannot write the secret "${name}": ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
    { hint: hintFor(name) },
  );
}

/** Loads the SDK at the first publication, after its logging was turned off. */
async function open(
  { location, writer }: GoogleSecretManagerTarget,
  parent: string,
  { env, now }: BackendContext,
  signal: AbortSignal,
): Promise<SecretManagerApi> {
  const token = await googleToken(writer, SCOPE, { env, now }, signal);
  const { secretManagerApi } = await import('./api.ts');
  return secretManagerApi({ parent, location, universeDomain: universeOf(writer), token, env });
}

function newSecret({ location, replicas, labels }: GoogleSecretManagerTarget, { key }: Target) {
  return {
    labels: { ...labels, ...OWNER_LABEL },
    annotations: { [KEY_ANNOTATION]: key },
    replication: location !== undefined ? undefined : replicationAt(replicas),
  };
}

function replicationAt(replicas: readonly string[] | undefined) {
  return replicas === undefined
    ? { automatic: {} }
    : { userManaged: { replicas: replicas.map((location) => ({ location })) } };
}

/** Right after a secret was created, parts of Google may not know it: NOT_FOUND is retried. */
async function addTo(api: SecretManagerApi, secret: string, bytes: Buffer): Promise<void> {
  const added = await unless('NOT_FOUND', () => api.add(secret, bytes));
  if (added === undefined) throw new TransientError(contradiction(secret));
}

function contradiction(secret: string): Failure {
  return new Failure(
    'unavailable',
    `Google gave contradictory answers: ${secret} exists in one and not in the other`,
    { hint: 'it was created or deleted a moment ago: the next run retries' },
  );
}

/** https://cloud.google.com/secret-manager/docs/access-control */
function explainRefusal(name: string): (said: GoogleError) => Explanation | undefined {
  return ({ code, text }) => {
    if (code !== 'PERMISSION_DENIED' || isAboutProject(text)) return undefined;
    return { kind: 'denied', says: 'not allowed', hint: hintFor(name) };
  };
}

function hintFor(name: string): string {
  return `allow ${SECRET_RIGHTS.join(', ')} on "${name}" to the identity of the backend: npx pullkeeper setup google prints the commands`;
}
