import { retry } from '../../async/retry.ts';
import { type Wait, wait as waitFor } from '../../async/wait.ts';
import { Failure } from '../../failure.ts';
import { resolveAnyReference } from '../../references/resolve.ts';
import { toSafeText } from '../../secrecy/safe-text.ts';
import { Secret } from '../../secrecy/secret.ts';
import { didYouMean } from '../../text/nearest.ts';
import { type Backend, type BackendContext, DOES_NOT_EXIST, type Target } from '../backend.ts';
import { addressOf, call, type HttpAnswer, type Purpose } from './call.ts';
import { fillFields } from './fill.ts';
import type { LineOptions } from './line.ts';
import { carriesCredential, findsFirst } from './look.ts';
import { Listing } from './pages.ts';
import { hasFields, listAtPointer, textAtPointer, valueAtPointer } from './pointer.ts';
import type { HttpTarget, Look } from './target.ts';

/** One publication with all its attempts. */
const PUBLISH_MS = 60_000;

/** The pause between two questions to a service that activates a value in the background, and their number. */
const CONFIRM_EVERY_MS = 500;
const CONFIRM_TIMES = 16;

/** The secret in the service, if it exists, and the names of the others. */
interface Found {
  entry: unknown;
  others: readonly string[];
}

/**
 * Writes secrets of a service that registries.yml or a preset describes: docs/backends/http.md. With
 * PULLKEEPER_HTTP_URL set, every request goes to that address, so a rehearsal calls no real service.
 */
export function httpBackend(target: HttpTarget, reading: BackendContext, wait: Wait = waitFor): Backend {
  const { service, find, write, create, confirm, afterError, read, seal, mustExist } = target;
  const line: LineOptions = { elsewhere: reading.env.PULLKEEPER_HTTP_URL, private: target.private };
  let keys: Promise<ReadonlyMap<string, Secret>> | undefined;

  return {
    async publish(value, about, signal) {
      const purpose = await purposeOf(`write the secret "${about.name}" to ${service}`, about, signal, value);
      refuseLongValue(value, purpose);
      const timed = AbortSignal.any([signal, AbortSignal.timeout(PUBLISH_MS)]);
      await retry(() => attempt(purpose, about, timed), { withinMs: PUBLISH_MS, signal: timed, wait }).catch(
        (error: unknown) => passIfStored(error, purpose, timed),
      );
      if (confirm !== undefined) await untilReady(confirm, purpose, timed);
    },

    async check(about, signal) {
      const purpose = await purposeOf(`look for the secret "${about.name}" in ${service}`, about, signal);
      const looking = find ?? read;
      if (looking === undefined) {
        return { is: 'not looked up', notChecked: `the description of ${service} has no find` };
      }
      const found = await retrying((timed) => lookFor(looking, purpose, timed), signal);
      if (found.entry !== undefined) return { is: `exists; ${service} does not show who wrote the secret` };
      if (mustExist === true || (create === undefined && findsFirst(target)))
        throw notThere(purpose, about, found);
      return { is: DOES_NOT_EXIST };
    },

    ...(read && {
      async read(about: Target, signal: AbortSignal) {
        const purpose = await purposeOf(`read the secret "${about.name}" of ${service}`, about, signal);
        const { entry } = await retrying((timed) => lookFor(read, purpose, timed), signal);
        const value = valueAtPointer(entry, read.value);
        return typeof value === 'string' ? new Secret(value) : undefined;
      },
    }),
  };

  /**
   * Writes the secret if it exists; otherwise creates it. If the answer of `create` is lost, the next attempt finds the
   * created secret.
   */
  async function attempt(plain: Purpose, about: Target, signal: AbortSignal): Promise<void> {
    const purpose = seal === undefined ? plain : await sealed(seal, plain, signal);
    const missing = await replace(purpose, about, signal);
    if (missing === undefined) return;
    if (create === undefined) throw missing;
    const answer = await call(create, target, purpose, line, signal);
    if (!answer.ok) {
      // Another run may have created the secret a moment ago.
      if ((await replace(purpose, about, signal)) === undefined) return;
      throw answer.failure;
    }
    if (!carriesCredential(create)) await send(purpose, signal);
  }

  /** Writes to an existing secret. Returns a Failure if the secret does not exist. */
  async function replace(purpose: Purpose, about: Target, signal: AbortSignal): Promise<Failure | undefined> {
    if (find !== undefined && findsFirst(target)) {
      const found = await lookFor(find, purpose, signal);
      if (found.entry === undefined) return notThere(purpose, about, found);
      return send(withId(purpose, find.id, found.entry), signal);
    }
    const answer = await call(write, target, purpose, line, signal);
    if (answer.ok) return undefined;
    if (answer.meaning === 'not-found') return answer.failure;
    throw answer.failure;
  }

  async function send(purpose: Purpose, signal: AbortSignal): Promise<undefined> {
    const answer = await call(write, target, purpose, line, signal);
    if (!answer.ok) throw answer.failure;
  }

  /**
   * Encrypts the value. Asks for the public key each time, because the service may replace the key. Loads the package
   * that encrypts only here.
   */
  async function sealed(
    { key, id, ...asking }: NonNullable<HttpTarget['seal']>,
    purpose: Purpose,
    signal: AbortSignal,
  ): Promise<Purpose> {
    const answer = await call(asking, target, purpose, line, signal);
    if (!answer.ok) throw answer.failure;
    const [publicKey, keyId] = [textAtPointer(answer.json, key), textAtPointer(answer.json, id)];
    const value = purpose.values.get('value');
    if (publicKey === undefined || keyId === undefined || !(value instanceof Secret))
      throw unexpected(purpose, `a public key at ${key} and its id at ${id}`);
    const { sealedBox } = await import('./sealed-box.ts');
    try {
      const box = sealedBox(Buffer.from(value.reveal()), Buffer.from(publicKey, 'base64'));
      const sealedValue = Buffer.from(box).toString('base64');
      return {
        ...purpose,
        values: new Map([...purpose.values, ['sealedValue', sealedValue], ['keyId', keyId]]),
      };
    } catch {
      throw unexpected(purpose, `a public key of X25519 at ${key}`);
    }
  }

  /** Accepts a publication if the value is stored although the service answered with an error. */
  async function passIfStored(error: unknown, purpose: Purpose, signal: AbortSignal): Promise<void> {
    if (afterError === undefined || !(error instanceof Failure)) throw error;
    const found = await lookFor(afterError, purpose, signal).catch(() => undefined);
    if (found === undefined || !hasFields(found.entry, fillFields(afterError.stored, purpose.values)))
      throw error;
    const { message: reason, cause } = error;
    reading.log('warn', `${service} stored the secret, and answered with an error`, { reason, cause });
  }

  async function lookFor(look: Look, purpose: Purpose, signal: AbortSignal): Promise<Found> {
    if (look.where === undefined) return entryOf(await call(look, target, purpose, line, signal), purpose);
    const list = await listOf(look, purpose, signal);
    const fields = fillFields(look.where, purpose.values);
    const [entry, ...more] = list.filter((each) => hasFields(each, fields));
    if (more.length > 0) {
      throw new Failure('invalid', `cannot ${purpose.tried}: ${more.length + 1} secrets have this name`, {
        hint: `delete all but one at ${service}; first find out which one is used`,
      });
    }
    const [byName] = Object.entries(look.where).find(([, text]) => text === '{name}') ?? [];
    const others = byName === undefined ? [] : list.flatMap((each) => textAtPointer(each, byName) ?? []);
    return { entry, others };
  }

  async function listOf(look: Look, purpose: Purpose, signal: AbortSignal): Promise<unknown[]> {
    const listing = look.pages && new Listing(purpose, look.pages, find?.id);
    for (let url = addressOf(look, target, purpose.values); ; ) {
      const answer = await call(look, target, purpose, line, signal, url);
      if (!answer.ok) throw answer.failure;
      const entries = listAtPointer(answer.json, look.in);
      if (entries === undefined) throw unexpected(purpose, `a list at ${look.in ?? 'the top'}`);
      if (listing === undefined) return entries;
      const next = listing.add({ ...answer, url, entries });
      if (next === undefined) return listing.entries;
      url = next;
    }
  }

  function entryOf(answer: HttpAnswer, purpose: Purpose): Found {
    if (!answer.ok && answer.meaning !== 'not-found') throw answer.failure;
    if (answer.ok && answer.json === undefined) throw unexpected(purpose, 'JSON');
    return { entry: answer.ok ? answer.json : undefined, others: [] };
  }

  async function untilReady(
    look: NonNullable<HttpTarget['confirm']>,
    purpose: Purpose,
    signal: AbortSignal,
  ): Promise<void> {
    for (let times = 0; times < CONFIRM_TIMES && !signal.aborted; times++) {
      if (times > 0) await wait(CONFIRM_EVERY_MS, signal).catch(() => undefined); // the next look notices the timeout
      const { entry } = await retrying((timed) => lookFor(look, purpose, timed), signal);
      if (hasFields(entry, look.ready)) return;
      if (look.failed !== undefined && hasFields(entry, look.failed)) {
        throw new Failure(
          'invalid',
          `cannot ${purpose.tried}: ${service} stored the secret, but could not activate it`,
          { hint: `look at the secret at ${service}` },
        );
      }
    }
    throw new Failure(
      'unavailable',
      `cannot ${purpose.tried}: ${service} stored the secret, but has not activated it yet`,
      { hint: `the next run writes it again; if this continues, look at the secret at ${service}` },
    );
  }

  function retrying<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const timed = AbortSignal.any([signal, AbortSignal.timeout(PUBLISH_MS)]);
    return retry(() => work(timed), { withinMs: PUBLISH_MS, signal: timed, wait });
  }

  async function readKeys(signal: AbortSignal): Promise<ReadonlyMap<string, Secret>> {
    const read = Object.entries(target.secrets).map(
      async ([name, reference]) => [name, await resolveAnyReference(reference, reading, signal)] as const,
    );
    return new Map(await Promise.all(read));
  }

  async function purposeOf(
    tried: string,
    about: Target,
    signal: AbortSignal,
    value?: Secret,
  ): Promise<Purpose> {
    // Read the keys once a run. If that fails, the next publication tries again.
    keys ??= readKeys(signal).catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    const secrets = await keys;
    const parts = value === undefined ? undefined : partsOf(value);
    const values = new Map([
      ...Object.entries(target.parameters),
      ...Object.entries(namesIn(about)),
      ...Object.entries(parts ?? {}),
      ...secrets,
    ]);
    return { tried, values, secrets: [...secrets.values(), ...(parts ? [parts.value, parts.password] : [])] };
  }

  function refuseLongValue(value: Secret, { tried }: Purpose): void {
    const { longestValue } = target;
    const { length } = value.reveal();
    if (longestValue === undefined || length <= longestValue) return;
    throw new Failure(
      'quota',
      `cannot ${tried}: the value has ${length} characters, and ${service} takes ${longestValue}`,
      { hint: 'publish it in a smaller format, such as password' },
    );
  }

  function notThere({ tried, secrets }: Purpose, { name }: Target, { others }: Found): Failure {
    const names = others.map((other) => toSafeText(other, { secrets }));
    return new Failure(
      'invalid',
      `cannot ${tried}: ${service} has no secret of this name${didYouMean(name, names)}`,
      {
        hint:
          names.length === 0
            ? `create it once at ${service}, with any password; pullkeeper then keeps it fresh`
            : `create it once at ${service}, or use one of these names: ${names.slice(0, 10).join(', ')}`,
      },
    );
  }

  function unexpected({ tried }: Purpose, what: string): Failure {
    return new Failure('unavailable', `cannot ${tried}: the answer of ${service} does not contain ${what}`, {
      hint: `check the url and the requests in the description of ${service}, and whether a proxy answers in its place`,
    });
  }
}

function withId(purpose: Purpose, pointer: string | undefined, entry: unknown): Purpose {
  if (pointer === undefined) return purpose;
  const id = textAtPointer(entry, pointer);
  if (id === undefined) {
    throw new Failure(
      'unavailable',
      `cannot ${purpose.tried}: the entry that was found has no id at ${pointer}`,
      { hint: 'check find.id in the description of the service' },
    );
  }
  return { ...purpose, values: new Map([...purpose.values, ['id', id]]) };
}

/** A user name has no colon: the password starts after the first one. */
function partsOf(value: Secret): { value: Secret; username: string; password: Secret } {
  const text = value.reveal();
  const colon = text.indexOf(':');
  return { value, username: text.slice(0, Math.max(colon, 0)), password: new Secret(text.slice(colon + 1)) };
}

function namesIn({ name, host, key, expiresAt }: Target): Record<string, string> {
  const registryUrl = key.startsWith('https://') ? key : `https://${key}`;
  return {
    name,
    host,
    key,
    registryUrl,
    ...(expiresAt !== undefined && { expiresAt: expiresAt.toISOString() }),
  };
}
