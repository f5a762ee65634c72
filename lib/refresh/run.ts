import { wait as realWait } from '../async/wait.ts';
import type { Publication } from '../config/config.ts';
import type { Entry } from '../ledger/ledger.ts';
import { openSource } from '../sources/index.ts';
import type { Credential } from '../sources/source.ts';
import { explainFailure } from './failure.ts';
import { openLanes } from './lanes.ts';
import type { Machine } from './machine.ts';
import { openedBackends } from './open-backends.ts';
import { type KnownPublication, type PlannedMint, plan, urgencyOfMint } from './plan.ts';
import { createProver } from './prove.ts';
import { fail, publish } from './publish.ts';
import { lastCallAfter, logUnrecorded, readLedger, recordEntry, recordedEntries } from './recorded.ts';
import { outcomeOf, type Report, reportOf, withSighting } from './report.ts';
import type { RefreshInput, RunContext } from './run-context.ts';
import type { CanaryPlan } from './watch.ts';

/**
 * One run: plan, then for each mint: mint, gate, probe, publish, record. A failure affects only its own publications.
 * The report has an outcome for every publication of the plan, in the order of registries.yml.
 */
export async function refresh(input: RefreshInput, machine: Machine): Promise<Report> {
  const { config, request } = input;
  const run = contextOf(input, machine);
  const entries = isIdle(run) ? [] : await readLedger(run);
  run.isLedgerKnown = entries !== undefined;
  const { mints, fresh, sightings } = await work(entries ?? recordedEntries(run), run);

  for (const { publication, entry, isPostponed } of fresh) {
    const warning = isPostponed ? postponedWarning(publication, entry) : undefined;
    run.outcomes.set(publication.id, outcomeOf(publication, 'fresh', entry, warning));
  }
  if (request.dryRun) {
    for (const { publication, entry } of mints.flatMap(({ due }) => due)) {
      run.outcomes.set(publication.id, outcomeOf(publication, 'planned', entry, publication.caveat));
    }
  } else {
    await Promise.all(mints.map((mint) => refreshMint(mint, run)));
  }
  const unrecorded = logUnrecorded(run.unrecorded, run.log);

  const inOrder = config.registries.flatMap(({ publish }) =>
    publish.flatMap(({ id }) => {
      const outcome = run.outcomes.get(id);
      return outcome === undefined ? [] : withSighting(outcome, sightings.get(id));
    }),
  );
  const unreadable = entries === undefined ? inOrder.length : unreadableIn(entries, run) + unrecorded;
  const mintsInOrder = mints.flatMap(({ source }) => run.minted.get(source) ?? []);
  return { ...reportOf(inOrder, run.startedAt, machine.now(), request.dryRun, mintsInOrder), unreadable };
}

function postponedWarning({ backend }: Publication, entry: Entry | undefined): string {
  const until = entry?.published?.expiresAt ?? 'it is revoked';
  return `not written: "${backend}" accepts too few versions of this secret a day; the stored token lives until ${until}`;
}

function contextOf(input: RefreshInput, machine: Machine): RunContext {
  const { wait = realWait } = machine;
  const lastCall = lastCallAfter(input.signal, wait);
  const lanes = openLanes({ ...input, stop: input.stop, lastCall }, wait);
  return {
    ...input,
    ...machine,
    startedAt: machine.now(),
    isLedgerKnown: false,
    lastCall,
    lanes,
    backend: openedBackends(machine),
    prove: createProver(machine, lanes),
    outcomes: new Map(),
    minted: new Map(),
    unrecorded: new Map(),
  };
}

/** The number of this run's publications with an unreadable entry. */
function unreadableIn(entries: readonly Entry[], { outcomes, log }: RunContext): number {
  const bad = entries.filter(({ id, unreadable }) => unreadable !== undefined && outcomes.has(id));
  for (const { id, unreadable: reason } of bad)
    log('warn', 'the ledger entry is not readable: the secret is published again', { id, reason });
  return bad.length;
}

/** Whether this function has no registries, and so no entries. */
function isIdle(run: RunContext): boolean {
  return plan({ ...run, entries: [], now: run.startedAt }).mints.length === 0;
}

/** Returns the work: what is due, or, for a canary, what it found dead. */
async function work(entries: readonly Entry[], run: RunContext): Promise<CanaryPlan> {
  const { request, startedAt: now } = run;
  if (request.canary === undefined) return { ...plan({ ...run, entries, now }), sightings: new Map() };
  const { mints: everything } = plan({ ...run, entries, now, request: { ...request, force: true } });
  const { watch } = await import('./watch.ts'); // loaded late: most runs need no canary
  return watch(everything, run);
}

async function refreshMint(planned: PlannedMint, run: RunContext): Promise<void> {
  const { source, due } = planned;
  const credential = await mint(planned, run);
  if (credential === undefined) return;
  run.minted.set(source, { source: source.name, outcome: 'minted' });
  run.log('info', 'minted', { source: source.name, expiresAt: credential.expiresAt?.toJSON() }); // null for an invalid date
  await Promise.all(due.map(async (known) => recordEntry(await publish(known, credential, run), known, run)));
}

/** Resolves to undefined if the mint failed; its publications failed with it. */
async function mint(planned: PlannedMint, run: RunContext): Promise<Credential | undefined> {
  const { source, due } = planned;
  let isTried = false;
  try {
    return await run.lanes.mint(source).run(async (signal) => {
      isTried = true;
      const open = run.clouds?.openSource ?? openSource;
      const opening = open(source, run);
      openBackends(due, run);
      return (await opening).mint(signal);
    }, urgencyOfMint(planned));
  } catch (error) {
    const failure = explainFailure(error, run.signal);
    run.minted.set(source, { source: source.name, outcome: 'failed', kind: failure.kind });
    await Promise.all(due.map((known) => recordEntry(fail(known, failure, run, { isTried }), known, run)));
    return undefined;
  }
}

/** Loads the backends while the mint is under way. A backend that cannot be opened fails its publications later. */
function openBackends(due: readonly KnownPublication[], { backend }: RunContext): void {
  for (const { publication } of due) backend(publication).catch(() => {});
}
