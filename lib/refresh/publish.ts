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
import { isAnotherStored, mayStoredValueLive } from './stored-value.ts';

/** Publishes the credential. Resolves to the new ledger entry. */
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
      // A person who runs this by hand wants to know whether it works. A schedule checks when it publishes.
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

/** If the gate fails because of an unknown stored value, looks at the stored value itself. */
async function passGate(
  known: KnownPublication,
  credential: Credential,
  run: RunContext,
): Promise<string | undefined> {
  const { registry, entry } = known;
  // No run mints a stored credential: the stored one is published, however soon it ends.
  if (registry.source.kind === 'stored') return gate(credential, undefined, run.now(), run);
  // Without the ledger, another process may have published since.
  const since = run.isLedgerKnown ? (entry?.failed?.since ?? entry?.failed?.at) : undefined;
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
    stored = 'unknown'; // the ledger missed the last write, or a machine with a wrong clock wrote it
    return gate(credential, stored, run.now(), { ...expectations, failingSince: undefined });
  } catch (error) {
    const isKept = error instanceof Failure && error.kind === 'expired' && stored === 'unknown';
    if (!isKept || (await mayStoredValueLive(known, run))) throw error;
    return gate(credential, undefined, run.now(), expectations);
  }
}

/** Counted only for a backend with a limit of versions a day. */
function writesOf(known: KnownPublication, run: Pick<RunContext, 'now'>): { writes?: Writes } {
  const { publication, entry, writes = entry?.published?.writes } = known;
  if (publication.versionsADay === undefined) return {};
  return { writes: withWrite(writes, run.now()) };
}

/** A docker-config-json contains the pair in base64: a service may quote only that part. */
function secretsOf(credential: Credential, value: Secret): Secret[] {
  return [value, formatCredential(credential, '', 'docker-auth'), credential.password];
}

/** A stored credential is read in every run. Within a day it is written again only if it changed. */
function isUnchanged(known: KnownPublication, value: Secret, run: RunContext): boolean {
  return (
    isFresh(known, run.now(), run.cadenceMs) && known.entry?.published?.fingerprint === value.fingerprint()
  );
}

/** Returns a backend's remark on a name. It never prevents the write. */
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
  /** False if no service was called. */
  isTried: boolean;
  /** True if the value was sent to the backend. */
  isSent?: boolean;
}

/** Puts a failure into the report and the log. Returns the new ledger entry. */
export function fail(
  known: KnownPublication,
  failure: Failure,
  run: Pick<RunContext, 'log' | 'now' | 'outcomes' | 'startedAt'>,
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
      // A write without an answer may have created a version.
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
