import { unlessAborted } from '../async/abortable.ts';
import { limiter } from '../async/limiter.ts';
import type { Config, Publication } from '../config/config.ts';
import { type RegistryOf, registryOfEach } from '../config/registry-of.ts';
import type { Entry } from '../ledger/ledger.ts';
import { openSource, type SourceSpec } from '../sources/index.ts';
import { sourceName } from '../sources/source-name.ts';
import { explainFailure } from './failure.ts';
import type { Machine } from './machine.ts';
import { lastCallAfter, recall, remember } from './memory.ts';
import { openedBackends } from './open-backends.ts';
import { type KnownPublication, type PlannedMint, plan } from './plan.ts';
import { proverOf } from './prove.ts';
import { fail, type Publishing, publish } from './publish.ts';
import { type MintOutcome, type Outcome, outcomeOf, type Report, reportOf, withSighting } from './report.ts';
import type { RefreshRequest } from './request.ts';
import type { Watched } from './watch.ts';

/** Calls that are under way at once. AWS Secrets Manager takes 50 writes a second and account, each of some 50 ms. */
const MINTS_AT_ONCE = 4;
const PUBLICATIONS_AT_ONCE = 8;

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
  const entries = isIdle(input, startedAt) ? [] : await recall(machine, input.signal);
  const outcomes = new Map<string, Outcome>();
  const registryOf = registryOfEach(config);
  const settle = (outcome: Outcome, { id }: Publication) => void outcomes.set(id, outcome);
  const run: Run = {
    ...input,
    ...machine,
    startedAt,
    isLedgerKnown: entries !== undefined,
    lastCall: lastCallAfter(input.signal),
    settle,
    minted: new Map(),
    registryOf,
    backend: openedBackends(config, machine),
    prove: proverOf(registryOf, machine, input.signal),
    inTurn: limiter(PUBLICATIONS_AT_ONCE),
  };
  const { mints, fresh, sightings } = await work(entries ?? [], run);

  for (const { publication, entry } of fresh) settle(outcomeOf(publication, 'fresh', entry), publication);
  if (request.dryRun) {
    for (const { publication, entry } of mints.flatMap(({ due }) => due)) {
      settle(outcomeOf(publication, 'planned', entry, publication.caveat), publication);
    }
  } else {
    const mintInTurn = limiter(MINTS_AT_ONCE);
    await Promise.all(mints.map((mint) => mintInTurn(() => refreshMint(mint, run))));
  }

  const inOrder = config.registries.flatMap(({ publish }) =>
    publish.flatMap(({ id }) => {
      const outcome = outcomes.get(id);
      return outcome === undefined ? [] : withSighting(outcome, sightings.get(id));
    }),
  );
  const mintsInOrder = mints.flatMap(({ source }) => run.minted.get(source) ?? []);
  return reportOf(inOrder, startedAt, machine.now(), request.dryRun, mintsInOrder);
}

interface Run extends RefreshInput, Machine, Publishing {
  lastCall: AbortSignal;
  minted: Map<SourceSpec, MintOutcome>;
  registryOf: RegistryOf;
  inTurn: ReturnType<typeof limiter>;
}

/** Whether this function has nothing to do, and so nothing to remember. */
function isIdle(input: RefreshInput, now: Date): boolean {
  return plan({ ...input, entries: [], now }).mints.length === 0;
}

/** What there is to do: what is due by the clock; or, for a canary, what it sees to have died. */
async function work(entries: readonly Entry[], run: Run): Promise<Watched> {
  const { request, startedAt: now } = run;
  if (request.canary === undefined) return { ...plan({ ...run, entries, now }), sightings: new Map() };
  const { mints: everything } = plan({ ...run, entries, now, request: { ...request, force: true } });
  const { watch } = await import('./watch.ts'); // most runs need nothing of it
  return watch(everything, run);
}

async function refreshMint({ source, due }: PlannedMint, run: Run): Promise<void> {
  try {
    const open = run.clouds?.openSource ?? openSource;
    const minting = open(source, { ...run, identities: run.config.identities }).then((opened) =>
      opened.mint(run.signal),
    );
    makeReady(due, run);
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

/** What will publish is loaded while the mint is under way; whatever hinders it is said when it is to publish. */
function makeReady(due: readonly KnownPublication[], { backend }: Run): void {
  for (const name of new Set(due.map(({ publication }) => publication.backend)))
    backend(name).catch(() => {});
}
