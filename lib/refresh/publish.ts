import type { Backend } from '../backends/backend.ts';
import type { Publication } from '../config/config.ts';
import { Failure } from '../failure.ts';
import type { Entry } from '../ledger/ledger.ts';
import { type Writes, withWrite } from '../ledger/writes.ts';
import type { Secret } from '../secrecy/secret.ts';
import type { Credential } from '../sources/source.ts';
import { explainFailure } from './failure.ts';
import { formatCredential } from './formats.ts';
import { gate } from './gate.ts';
import { isFresh, type KnownPublication, matchingEntry, urgencyOf } from './plan.ts';
import type { Proof } from './prove.ts';
import { failedOutcome, outcomeOf } from './report.ts';
import { isByHand } from './request.ts';
import type { RunContext } from './run-context.ts';
import { isAnotherStored, storedInBackend } from './stored-value.ts';

/** Resolves to what is to be remembered of it. */
export async function publish(
  known: KnownPublication,
  credential: Credential,
  run: RunContext,
): Promise<Entry | undefined> {
  const { publication, entry } = known;
  const value = formatCredential(credential, publication.key, publication.format);
  let proof: Proof | undefined;
  let isTried = false;
  try {
    if (!run.request.force && isUnchanged(known, value, run)) {
      // Somebody who runs this by hand wants to know whether it works; a schedule asks when it publishes.
      if (isByHand(run.request)) proof = await run.prove(known.registry, credential);
      if (proof?.failure !== undefined) throw proof.failure;
      run.outcomes.set(publication.id, {
        ...outcomeOf(publication, 'fresh', entry, proof?.warning),
        ...verdictIn(proof),
      });
      return undefined;
    }
    const short = await passGate(known, credential, run);
    proof = await run.prove(known.registry, credential);
    if (proof?.failure !== undefined) throw proof.failure;
    const backend = await run.backend(publication);
    const remark = await remarkOn(publication, backend, run);
    await run.lanes.backend(publication).run((signal) => {
      isTried = true;
      return backend.publish(value, { ...publication, expiresAt: credential.expiresAt }, signal);
    }, urgencyOf(known));
    const warning =
      [short, proof?.warning, remark].filter((each) => each !== undefined).join('; ') || undefined;
    const { id, host, format } = publication;
    const times = {
      fingerprint: value.fingerprint(),
      mintedAt: credential.mintedAt.toISOString(),
      ...(credential.expiresAt && { expiresAt: credential.expiresAt.toISOString() }),
      publishedAt: run.now().toISOString(),
    };
    const next = {
      id,
      published: { host, format, ...times, ...writesOf(known, run) },
      ...probedIn(proof),
    };
    run.outcomes.set(publication.id, {
      ...outcomeOf(publication, 'published', next, warning),
      ...verdictIn(proof),
    });
    run.log(warning === undefined ? 'info' : 'warn', 'published', {
      ...times,
      ...placeOf(publication),
      ...verdictIn(proof),
      warning,
    });
    return next;
  } catch (error) {
    const failure = explainFailure(error, run.signal, secretsOf(credential, value));
    return fail(known, failure, run, { proof, isTried, isSent: isTried });
  }
}

/** Looks at the place itself before it gives up for the sake of what may be stored there. */
async function passGate(
  known: KnownPublication,
  credential: Credential,
  run: RunContext,
): Promise<string | undefined> {
  const { registry, entry } = known;
  // Nobody mints another stored credential: the one in its store is the one to publish, however soon it expires.
  if (registry.source.kind === 'stored') return gate(credential, undefined, run.now(), run);
  const since = entry?.failed?.since ?? entry?.failed?.at;
  const expectations = {
    cadenceMs: run.cadenceMs,
    lifeMs: registry.source.lifeMs,
    failingSince: since === undefined ? undefined : new Date(since),
  };
  const isKnown = run.isLedgerKnown && entry?.published !== undefined;
  let stored: Entry | 'unknown' | undefined = isKnown ? matchingEntry(known) : 'unknown';
  try {
    const doubt = gate(credential, stored, run.now(), expectations);
    if (doubt === undefined || !(await isAnotherStored(known, run))) return doubt;
    stored = 'unknown'; // the last write did not reach the ledger, or it came from a machine with a wrong clock
    return gate(credential, stored, run.now(), { ...expectations, failingSince: undefined });
  } catch (error) {
    const isKept = error instanceof Failure && error.kind === 'expired' && stored === 'unknown';
    if (!isKept || (await storedInBackend(known, run)) !== undefined) throw error;
    return gate(credential, undefined, run.now(), expectations);
  }
}

/** Counted only where a place takes so many versions a day and no more. */
function writesOf({ publication, entry }: KnownPublication, run: RunContext): { writes?: Writes } {
  if (publication.versionsADay === undefined) return {};
  return { writes: withWrite(entry?.published?.writes, run.now()) };
}

/** A docker-config-json has the pair inside it in base64: a service may quote that part alone. */
function secretsOf(credential: Credential, value: Secret): Secret[] {
  return [value, formatCredential(credential, '', 'docker-auth'), credential.password];
}

/** A stored credential is read on every run, and written again within a day only when it is another. */
function isUnchanged(known: KnownPublication, value: Secret, run: RunContext): boolean {
  return (
    isFresh(known, run.now(), run.cadenceMs) && known.entry?.published?.fingerprint === value.fingerprint()
  );
}

/** What a person should know of this name. It is asked before the value is written, and never keeps it from being written. */
async function remarkOn(
  publication: Publication,
  backend: Backend,
  { lanes }: RunContext,
): Promise<string | undefined> {
  if (backend.remark === undefined) return undefined;
  const { remark } = backend;
  try {
    return await lanes.remarks(publication).run((signal) => remark(publication, signal));
  } catch (error) {
    return explainFailure(error).message;
  }
}

interface Attempted {
  proof?: Proof | undefined;
  /** False when nobody was called. */
  isTried: boolean;
  /** True when the value was on its way to the backend. */
  isSent?: boolean;
}

export function fail(
  known: KnownPublication,
  failure: Failure,
  run: RunContext,
  { proof, isTried, isSent = false }: Attempted,
): Entry {
  const { publication, entry } = known;
  const { kind, message: reason, hint, cause } = failure;
  const isOthers = entry?.published !== undefined && entry.published.host !== publication.host;
  run.outcomes.set(publication.id, {
    ...failedOutcome(publication, failure, entry),
    ...verdictIn(proof),
  });
  const where = { ...placeOf(publication), ...verdictIn(proof) };
  run.log('error', 'not published', { ...where, kind, reason, cause, hint });
  const at = run.startedAt.toISOString();
  const since = entry?.failed?.since ?? entry?.failed?.at ?? at;
  return {
    id: publication.id,
    ...(entry?.published && {
      // A write without an answer may have made a version.
      published: { ...entry.published, ...(isSent && kind === 'unavailable' && writesOf(known, run)) },
    }),
    ...(!isOthers && entry?.probed && { probed: entry.probed }),
    ...probedIn(proof),
    failed: { kind, reason, at, since, ...(!isTried && { untried: true }) },
  };
}

export function placeOf({ host, backend, name }: Publication) {
  return { host, backend, name };
}

function verdictIn(proof: Proof | undefined) {
  return proof && { probe: proof.verdict };
}

export function probedIn(proof: Proof | undefined): Pick<Entry, 'probed'> {
  return proof === undefined ? {} : { probed: { at: proof.at.toISOString(), verdict: proof.verdict } };
}
