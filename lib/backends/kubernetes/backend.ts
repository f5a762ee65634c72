import { type Limiter, limiter } from '../../async/limiter.ts';
import { shared } from '../../async/shared.ts';
import { wait as realWait, type Wait } from '../../async/wait.ts';
import { Failure } from '../../failure.ts';
import { Secret } from '../../secrecy/secret.ts';
import { type Backend, type BackendContext, DOES_NOT_EXIST, type Target } from '../backend.ts';
import { type ClusterAnswer, type KubernetesApi, kubernetesApi } from './api.ts';
import { connect } from './connect.ts';
import { conflictFailure, conflictIn, noNamespace, TOO_LARGE } from './explain.ts';
import { placeIn } from './naming.ts';
import {
  emptyShared,
  isManaged,
  type SecretObject,
  secretsIn,
  sharedSecret,
  sizeOf,
  valueIn,
  wholeSecret,
} from './secret.ts';
import type { KubernetesTarget } from './traits.ts';

/** The field manager of pullkeeper. */
const FIELD_MANAGER = 'pullkeeper';

/** https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size */
const MOST_BYTES = 1024 * 1024;

/** How often a shared Secret is read again after another writer changed it at the same time. */
const ATTEMPTS = 10;
const LONGEST_PAUSE_MS = 400;

/**
 * Writes Secrets of a Kubernetes cluster by server-side apply. Other fields of a Secret stay unchanged. A field of
 * another manager is overwritten only if the config adopts the Secret.
 *
 * Hosts may share a Secret. Its value is one field with one owner. So a run reads the Secret, adds its own hosts,
 * and applies the Secret with the version that it read. If another run was faster, Kubernetes rejects the write, and
 * this run reads the Secret again.
 */
export function kubernetes(
  target: KubernetesTarget,
  context: BackendContext,
  wait: Wait = realWait,
): Backend {
  const begin = shared(async (signal: AbortSignal) =>
    kubernetesApi(await connect(target.access, context, signal), context.env, wait),
  );
  const turns = new Map<string, Limiter>();

  return {
    async publish(value, about, signal) {
      const tried = `write the Secret "${about.name}"`;
      const api = await begin(signal);
      const write = { api, about, tried, signal };
      if (placeIn(about.name).entry === undefined)
        return applyWhole(wholeSecret(value, about, target), write);
      return inTurn(about.name, () => applyShared(value, write));
    },

    async read(about, signal) {
      const found = await get(await begin(signal), about, `read back the Secret "${about.name}"`, signal);
      return found === undefined ? undefined : valueIn(found, about);
    },

    async check(about, signal) {
      const tried = `write the Secret "${about.name}"`;
      const api = await begin(signal);
      const found = await get(api, about, tried, signal);
      const value = new Secret('{"auths":{}}');
      const object = wholeSecret(value, about, target);
      const rehearsal = { api, about, tried, signal, dryRun: true };
      await applyWhole(object, rehearsal);
      if (found === undefined) return { is: DOES_NOT_EXIST };
      return {
        is: isManaged(found) ? 'exists and belongs to pullkeeper' : 'exists; the next run takes it over',
      };
    },
  };

  async function applyWhole(object: SecretObject, write: Write): Promise<void> {
    const answer = await apply(object, write);
    if (answer.status !== 409) return;
    const conflict = conflictIn(answer);
    if (!isOwn(conflict.owners)) throw conflictFailure(write.tried, objectName(write.about), conflict);
    await apply(object, { ...write, force: true });
  }

  async function applyShared(value: Secret, write: Write): Promise<void> {
    const { about, tried, signal } = write;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const found = (await get(write.api, about, tried, signal)) ?? (await create(write));
      const object = found && sharedSecret(found, value, about, target);
      if (found !== undefined && object === undefined) throw notDockerConfig(write);
      if (object !== undefined) {
        const answer = await apply(object, write);
        if (answer.status !== 409) return;
        const conflict = conflictIn(answer);
        if (isOwn(conflict.owners)) {
          if ((await apply(object, { ...write, force: true })).status !== 409) return;
        } else if (conflict.owners.length > 0) throw conflictFailure(tried, objectName(about), conflict);
      }
      await wait(Math.random() * LONGEST_PAUSE_MS, signal).catch(() => {}); // the next call throws if the time is up
    }
    throw new Failure('unavailable', `cannot ${tried}: others keep changing it at the same time`, {
      hint: 'the next run retries; if this continues, find the other writer: kubectl get secret --show-managed-fields -o yaml',
    });
  }

  /** Resolves to undefined if another run was faster: then the next attempt reads its Secret. */
  async function create({ api, about, tried, signal }: Write) {
    const { status, body } = await api.call(
      {
        method: 'POST',
        path: pathOf(about, ''),
        query: { fieldManager: FIELD_MANAGER },
        body: emptyShared(about.name),
        tried,
      },
      signal,
    );
    if (status === 404) throw noNamespace(tried, placeIn(about.name).namespace);
    return status === 409 ? undefined : body;
  }

  async function apply(object: SecretObject, write: Write): Promise<ClusterAnswer> {
    const { api, about, tried, signal, dryRun = false, force = isAdopted(about) } = write;
    if (sizeOf(object) > MOST_BYTES) {
      throw new Failure('quota', `cannot ${tried}: the Secret would be larger than 1 MiB`, {
        hint: TOO_LARGE,
      });
    }
    const query = {
      fieldManager: FIELD_MANAGER,
      ...(force && { force: 'true' }),
      ...(dryRun && { dryRun: 'All' }),
    };
    const answer = await api.call(
      { method: 'PATCH', path: pathOf(about), query, body: object, tried, secrets: secretsIn(object) },
      signal,
    );
    if (answer.status === 404) throw noNamespace(tried, object.metadata.namespace);
    return answer;
  }

  function isAdopted(about: Target): boolean {
    return target.adopt?.includes(objectName(about)) ?? false;
  }

  /** Writes to a shared Secret run one at a time: two at once would only conflict. */
  function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const { namespace, secret } = placeIn(name);
    const key = `${namespace}/${secret}`;
    const turn = turns.get(key) ?? limiter(1);
    turns.set(key, turn);
    return turn(work);
  }
}

interface Write {
  api: KubernetesApi;
  about: Target;
  tried: string;
  signal: AbortSignal;
  dryRun?: boolean;
  force?: boolean;
}

async function get(api: KubernetesApi, about: Target, tried: string, signal: AbortSignal) {
  const { status, body } = await api.call({ method: 'GET', path: pathOf(about), tried }, signal);
  return status === 404 ? undefined : body;
}

/** Fields of pullkeeper's own `create` belong to pullkeeper, though under another operation. */
function isOwn(owners: readonly string[]): boolean {
  return owners.length > 0 && owners.every((owner) => owner === FIELD_MANAGER);
}

/** Neither name has a character that an address must escape: `problemWith` checks that. */
function pathOf({ name }: Target, end = `/${placeIn(name).secret}`): string {
  return `/api/v1/namespaces/${placeIn(name).namespace}/secrets${end}`;
}

function objectName({ name }: Target): string {
  const { namespace, secret } = placeIn(name);
  return `${namespace}/${secret}`;
}

function notDockerConfig({ about, tried }: Write): Failure {
  return new Failure(
    'invalid',
    `cannot ${tried}: the Secret holds something that is not a Docker config.json`,
    {
      hint: `look at it: kubectl get secret -n ${placeIn(about.name).namespace} ${placeIn(about.name).secret} -o yaml; or choose another secret for the backend`,
    },
  );
}
