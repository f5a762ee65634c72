import { unlessAborted } from '../async/abortable.ts';
import type { Backend } from '../backends/backend.ts';
import type { Publication } from '../config/config.ts';
import type { Failure } from '../failure.ts';
import type { Entry } from '../ledger/ledger.ts';
import type { Secret } from '../secrecy/secret.ts';
import type { Credential } from '../sources/source.ts';
import { explainFailure } from './failure.ts';
import { formatCredential } from './formats.ts';
import { gate } from './gate.ts';
import type { Machine } from './machine.ts';
import { isFresh, type KnownPublication, standing } from './plan.ts';
import type { Proof, Prover } from './prove.ts';
import { failedOutcome, type Outcome, outcomeOf } from './report.ts';
import type { RefreshRequest } from './request.ts';

/** What publishing needs to know of its run. */
export interface Publishing extends Pick<Machine, 'now' | 'log'> {
  request: RefreshRequest;
  cadenceMs: number;
  startedAt: Date;
  /** False when the ledger could not be read: then something may stand that nobody knows of. */
  isLedgerKnown: boolean;
  signal: AbortSignal;
  backend: (name: string) => Promise<Backend>;
  prove: Prover;
  settle: (outcome: Outcome, publication: Publication) => void;
}

/** Resolves to what is to be remembered of it. */
export async function publish(
  known: KnownPublication,
  credential: Credential,
  run: Publishing,
): Promise<Entry | undefined> {
  const { publication, entry } = known;
  const value = formatCredential(credential, publication.key, publication.format);
  let proof: Proof | undefined;
  try {
    if (!run.request.force && isUnchanged(known, value, run)) {
      run.settle(outcomeOf(publication, 'fresh', entry), publication);
      return undefined;
    }
    const stands = run.isLedgerKnown ? standing(known) : 'unknown';
    const short = gate(credential, stands, run.now(), run.cadenceMs);
    proof = await run.prove(publication, credential);
    if (proof?.failure !== undefined) throw proof.failure;
    const remark = await unlessAborted(write(publication, value, run), run.signal);
    const warning =
      [short, proof?.warning, remark].filter((each) => each !== undefined).join('; ') || undefined;
    const { id, host, format } = publication;
    const times = {
      fingerprint: value.fingerprint(),
      mintedAt: credential.mintedAt.toISOString(),
      ...(credential.expiresAt && { expiresAt: credential.expiresAt.toISOString() }),
      publishedAt: run.now().toISOString(),
    };
    const next = { id, published: { host, format, ...times }, ...probedIn(proof) };
    run.settle({ ...outcomeOf(publication, 'published', next, warning), ...verdictIn(proof) }, publication);
    run.log(warning === undefined ? 'info' : 'warn', 'published', {
      ...times,
      ...placeOf(publication),
      ...verdictIn(proof),
      warning,
    });
    return next;
  } catch (error) {
    return fail(known, explainFailure(error, run.signal, secretsOf(credential, value)), run, proof);
  }
}

/** A docker-config-json has the pair inside it in base64: a service may quote that part alone. */
function secretsOf(credential: Credential, value: Secret): Secret[] {
  return [value, formatCredential(credential, '', 'docker-auth'), credential.password];
}

/** A stored credential is read on every run, and written again within a day only when it is another. */
function isUnchanged(known: KnownPublication, value: Secret, run: Publishing): boolean {
  return (
    isFresh(known, run.now(), run.cadenceMs) && known.entry?.published?.fingerprint === value.fingerprint()
  );
}

/** Resolves to what should be known of the name that was written. */
async function write(publication: Publication, value: Secret, run: Publishing): Promise<string | undefined> {
  const backend = await run.backend(publication.backend);
  const remark = await backend.remark?.(publication.name, run.signal);
  await backend.publish(publication.name, value, publication, run.signal);
  return remark;
}

export function fail(
  { publication, entry }: KnownPublication,
  failure: Failure,
  run: Publishing,
  proof?: Proof,
): Entry {
  const { kind, message: reason, hint, cause } = failure;
  const isOthers = entry?.published !== undefined && entry.published.host !== publication.host;
  run.settle({ ...failedOutcome(publication, failure, entry), ...verdictIn(proof) }, publication);
  const where = { ...placeOf(publication), ...verdictIn(proof) };
  run.log('error', 'not published', { ...where, kind, reason, cause, hint });
  return {
    id: publication.id,
    ...(entry?.published && { published: entry.published }),
    ...(!isOthers && entry?.probed && { probed: entry.probed }),
    ...probedIn(proof),
    failed: { kind, reason, at: run.startedAt.toISOString() },
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
