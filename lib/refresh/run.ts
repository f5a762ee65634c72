import type { Backend } from '../backends/backend.ts';
import { openBackend } from '../backends/index.ts';
import type { Config, Publication } from '../config/config.ts';
import type { Failure } from '../errors.ts';
import type { Entry } from '../ledger/ledger.ts';
import { limiter } from '../limit.ts';
import type { Secret } from '../secret.ts';
import { openSource, type SourceSpec } from '../sources/index.ts';
import type { Credential } from '../sources/source.ts';
import { sourceName } from '../sources/source-name.ts';
import type { Log } from '../telemetry.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { explainFailure } from './failure.ts';
import { formatCredential } from './formats.ts';
import { gate } from './gate.ts';
import type { Machine } from './machine.ts';
import { isFresh, type KnownPublication, type PlannedMint, plan } from './plan.ts';
import { type Proof, type Prover, proverOf } from './prove.ts';
import { failedOutcome, type MintOutcome, type Outcome, outcomeOf, type Report, reportOf } from './report.ts';
import type { RefreshRequest } from './request.ts';

/** Calls that are under way at once. AWS Secrets Manager takes 50 writes a second and account, each of some 50 ms. */
const MINTS_AT_ONCE = 4;
const PUBLICATIONS_AT_ONCE = 8;

/** What the ledger gets once the time is up; what is left then is for the report. */
const LAST_WORDS_MS = 3_000;

export interface RefreshInput {
  config: Config;
  /** The kinds of source that the running function serves. */
  kinds: readonly SourceSpec['kind'][];
  cadenceMs: number;
  request: RefreshRequest;
  /** Fires when the run must end: what is not done by then has failed. */
  signal: AbortSignal;
}

/**
 * One run: plan, then for each mint: mint, gate, prove, publish, remember. A failure costs its own publications and no
 * others; the report has an outcome for every publication of the plan, in the order of registries.yml.
 */
export async function refresh(input: RefreshInput, machine: Machine): Promise<Report> {
  const { config, request } = input;
  const startedAt = machine.now();
  const { mints, fresh } = plan({ ...input, entries: await recall(machine, input.signal), now: startedAt });
  const outcomes = new Map<string, Outcome>();
  const minted = new Map<SourceSpec, MintOutcome>();
  const settle = (outcome: Outcome, { id }: Publication) => void outcomes.set(id, outcome);

  for (const { publication, entry } of fresh) settle(outcomeOf(publication, 'fresh', entry), publication);
  if (request.dryRun) {
    for (const { publication, entry } of mints.flatMap(({ due }) => due)) {
      settle(outcomeOf(publication, 'planned', entry, publication.caveat), publication);
    }
  } else {
    const mintInTurn = limiter(MINTS_AT_ONCE);
    const run: Run = {
      ...input,
      ...machine,
      startedAt,
      lastCall: laterThan(input.signal, LAST_WORDS_MS),
      settle,
      minted,
      backend: backendsOf(config, machine),
      prove: proverOf(config, machine, input.signal),
      inTurn: limiter(PUBLICATIONS_AT_ONCE),
    };
    await Promise.all(mints.map((mint) => mintInTurn(() => refreshMint(mint, run))));
  }

  const inOrder = config.registries.flatMap(({ publish }) =>
    publish.flatMap(({ id }) => outcomes.get(id) ?? []),
  );
  const mintsInOrder = mints.flatMap(({ source }) => minted.get(source) ?? []);
  return reportOf(inOrder, startedAt, machine.now(), request.dryRun, mintsInOrder);
}

interface Run extends RefreshInput, Machine {
  startedAt: Date;
  /** Fires when not even the ledger is waited for any more. */
  lastCall: AbortSignal;
  settle: (outcome: Outcome, publication: Publication) => void;
  minted: Map<SourceSpec, MintOutcome>;
  backend: (name: string) => Promise<Backend>;
  prove: Prover;
  inTurn: ReturnType<typeof limiter>;
}

async function refreshMint({ source, due }: PlannedMint, run: Run): Promise<void> {
  try {
    const minting = openSource(source, run).then((opened) => opened.mint(run.signal));
    const credential = await unlessAborted(minting, run.signal);
    run.minted.set(source, { source: sourceName(source), outcome: 'minted' });
    await Promise.all(
      due.map(async (known) => remember(await run.inTurn(() => publish(known, credential, run)), run)),
    );
  } catch (error) {
    const failure = explainFailure(error, run.signal);
    run.minted.set(source, { source: sourceName(source), outcome: 'failed', kind: failure.kind });
    await Promise.all(due.map((known) => remember(fail(known, failure, run), run)));
  }
}

/** Resolves to what is to be remembered of it. */
async function publish(
  known: KnownPublication,
  credential: Credential,
  run: Run,
): Promise<Entry | undefined> {
  const { publication, entry } = known;
  const value = formatCredential(credential, publication.key, publication.format);
  let proof: Proof | undefined;
  try {
    if (!run.request.force && isUnchanged(known, value, run)) {
      run.settle(outcomeOf(publication, 'fresh', entry), publication);
      return undefined;
    }
    const short = gate(credential, entry, run.now(), run.cadenceMs);
    proof = await run.prove(publication, credential);
    if (proof?.failure !== undefined) throw proof.failure;
    const remark = await unlessAborted(write(publication, value, run), run.signal);
    const warning =
      [short, proof?.warning, remark].filter((each) => each !== undefined).join('; ') || undefined;
    const published = {
      fingerprint: value.fingerprint(),
      mintedAt: credential.mintedAt.toISOString(),
      ...(credential.expiresAt && { expiresAt: credential.expiresAt.toISOString() }),
      publishedAt: run.now().toISOString(),
    };
    const next = entryFor(publication, { published, ...probedIn(proof) });
    run.settle({ ...outcomeOf(publication, 'published', next, warning), ...verdictIn(proof) }, publication);
    run.log(warning === undefined ? 'info' : 'warn', 'published', {
      ...published,
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
function isUnchanged(known: KnownPublication, value: Secret, run: Run): boolean {
  return (
    isFresh(known, run.now(), run.cadenceMs) && known.entry?.published?.fingerprint === value.fingerprint()
  );
}

/** Resolves to what should be known of the name that was written. */
async function write(publication: Publication, value: Secret, run: Run): Promise<string | undefined> {
  const backend = await run.backend(publication.backend);
  const remark = await backend.remark?.(publication.name, run.signal);
  await backend.publish(publication.name, value, publication, run.signal);
  return remark;
}

function fail({ publication, entry }: KnownPublication, failure: Failure, run: Run, proof?: Proof): Entry {
  const { kind, message: reason, hint, cause } = failure;
  run.settle({ ...failedOutcome(publication, failure, entry), ...verdictIn(proof) }, publication);
  const where = { ...placeOf(publication), ...verdictIn(proof) };
  run.log('error', 'not published', { ...where, kind, reason, cause, hint });
  return entryFor(publication, {
    ...(entry?.published && { published: entry.published }),
    ...(entry?.probed && { probed: entry.probed }),
    ...probedIn(proof),
    failed: { kind, reason, at: run.startedAt.toISOString() },
  });
}

function placeOf({ host, backend, name }: Publication) {
  return { host, backend, name };
}

function verdictIn(proof: Proof | undefined) {
  return proof && { probe: proof.verdict };
}

function probedIn(proof: Proof | undefined): Pick<Entry, 'probed'> {
  return proof === undefined ? {} : { probed: { at: proof.at.toISOString(), verdict: proof.verdict } };
}

function entryFor({ id, host, format }: Publication, rest: Omit<Entry, 'id' | 'host' | 'format'>): Entry {
  return { id, host, format, ...rest };
}

/** Without its ledger a run publishes everything: more work than needed, and nothing lost. */
async function recall({ ledger, log }: Machine, signal: AbortSignal): Promise<Entry[]> {
  try {
    return await unlessAborted(ledger.entries(), signal);
  } catch (error) {
    logLedger(log, 'the ledger cannot be read: everything is due', error);
    return [];
  }
}

/** What is published stays published, whether or not the ledger knows of it. */
async function remember(entry: Entry | undefined, { ledger, log, lastCall }: Run): Promise<void> {
  if (entry === undefined) return;
  try {
    await unlessAborted(ledger.record(entry), lastCall);
  } catch (error) {
    logLedger(log, 'the ledger cannot be written: the next run publishes this again', error);
  }
}

function laterThan(signal: AbortSignal, milliseconds: number): AbortSignal {
  const later = new AbortController();
  const wait = () => setTimeout(() => later.abort(signal.reason), milliseconds).unref();
  if (signal.aborted) wait();
  else signal.addEventListener('abort', wait, { once: true });
  return later.signal;
}

function logLedger(log: Log, message: string, error: unknown): void {
  const { message: reason, cause, hint } = explainFailure(error);
  log('warn', message, { reason, cause, hint });
}

/** Opens every backend once a run, when the first publication needs it. */
function backendsOf({ backends, identities }: Config, machine: Machine): (name: string) => Promise<Backend> {
  const opened = new Map<string, Promise<Backend>>();
  return (name) => {
    const options = backends[name];
    if (options === undefined) throw new Error(`the compiled config has no backend "${name}"`);
    const backend = opened.get(name) ?? openBackend(options, machine.env, { ...machine, identities });
    opened.set(name, backend);
    return backend;
  };
}
