import { isWatched } from '../config/canary.ts';
import type { Config, Publication, Registry } from '../config/config.ts';
import { placesOf } from '../config/reads.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import type { Call } from '../references/call.ts';
import type { PlannedMint } from '../refresh/plan.ts';
import { sourceTraitsOf } from '../sources/catalogue.ts';
import { type PlannedFunction, registriesOf } from './functions.ts';
import { HOURS_A_MONTH } from './prices.ts';

/**
 * How often a run calls a service. `for` is the name of a backend, the probe, the ledger or the canary. Without `for`, the
 * calls mint or read keys.
 */
export interface Calls {
  function: RefreshFunction;
  service: string;
  for?: string;
  perRun: number;
  perDay: number;
  perMonth: number;
}

/** Not a backend: the name of a backend has no blank. */
const PROBE = 'the probe';
export const LEDGER = 'the ledger';
export const CANARY = 'the canary';

export const LEDGER_SERVICE = 'Amazon DynamoDB';
const REGISTRIES = 'registries';

/** Returns the calls of a run in which nothing fails and every secret exists. */
export function callsOf({ name, mints }: PlannedFunction, config: Config): Calls[] {
  const tally = new Map<string, { service: string; for?: string; perRun: number }>();
  const count: Count = ({ service, times }, what) => {
    const key = JSON.stringify([service, what]);
    const perRun = (tally.get(key)?.perRun ?? 0) + times;
    if (perRun > 0) tally.set(key, { service, ...(what !== undefined && { for: what }), perRun });
  };

  for (const mint of mints) {
    for (const call of sourceTraitsOf(mint.source).calls) count(call);
    count({ service: REGISTRIES, times: requestsToProve(registriesOf(mint)) }, PROBE);
  }
  const published = publicationsOf(mints);
  const stored = new Set(publicationsOf(mints.filter(({ source }) => source.kind === 'stored')));
  for (const { backend, traits, publications } of placesOf(published)) {
    const kept = publications.filter((each) => stored.has(each)).length;
    const calls = traits.callsToWrite({ minted: publications.length - kept, stored: kept });
    // Calls of another service read the key of the backend.
    for (const call of calls) count(call, call.service === traits.service ? backend : undefined);
  }
  // One query reads the ledger, and each publication is one write.
  count({ service: LEDGER_SERVICE, times: 1 + published.length }, LEDGER);

  countCanary(mints, count);

  const within = (perRun: number, hours: number) => (perRun * hours * 3_600_000) / config.schedule[name];
  return [...tally.values()].map((each) => ({
    function: name,
    ...each,
    perDay: within(each.perRun, 24),
    perMonth: within(each.perRun, HOURS_A_MONTH),
  }));
}

type Count = (call: Call, what?: string) => void;

/** The canary runs twice between two runs and checks once: it reads back the secrets, and probes each token once. */
function countCanary(mints: readonly PlannedMint[], count: Count): void {
  const watched = mints.flatMap(({ due }) => {
    const read = due.filter(({ registry, publication }) => isWatched(registry) && isReadable(publication));
    count({ service: REGISTRIES, times: requestsToProve(read.map(({ registry }) => registry)) }, CANARY);
    return read.map(({ publication }) => publication);
  });
  for (const { traits, publications } of placesOf(watched)) {
    const { each, once } = traits.callsToReadBack;
    for (const { service, times } of each) count({ service, times: times * publications.length }, CANARY);
    for (const call of once) count(call, CANARY);
  }
  if (watched.length > 0) count({ service: LEDGER_SERVICE, times: 2 + watched.length }, CANARY);
}

function publicationsOf(mints: readonly PlannedMint[]): Publication[] {
  return mints.flatMap(({ due }) => due.map(({ publication }) => publication));
}

/** Whether the backend of a publication gives its value back. */
export function isReadable(publication: Publication): boolean {
  return placesOf([publication]).every(({ traits }) => traits.isReadable);
}

/** One request without the credential, and one with it. */
const WITH_BASIC = 2;
/** One request without the credential, one to the token service, and one with its token. */
const WITH_BEARER = 3;

/** Returns the number of requests to probe one credential: each registry once for each image, unless its probe is off. */
function requestsToProve(registries: readonly Registry[]): number {
  const asked = new Map<string, number>();
  for (const registry of registries) {
    if (registry.probe === 'off' || registry.source.username === undefined) continue;
    const { host, image = '' } = registry;
    asked.set(`${host.host}/${image}`, host.kind === 'ecr' ? WITH_BASIC : WITH_BEARER);
  }
  return [...asked.values()].reduce((sum, requests) => sum + requests, 0);
}
