import { isReadBack, isWatched } from '../config/canary.ts';
import type {
  BackendOptions,
  Config,
  GoogleSecretManagerOptions,
  SecretReference,
} from '../config/config.ts';
import { googleIdentityOf, namedOrOnly, readerOf } from '../config/google-identity.ts';
import type { RefreshFunction } from '../config/refresh-functions.ts';
import { registryOfEach } from '../config/registry-of.ts';
import type { GoogleIdentity } from '../google/identity.ts';
import type { PlannedMint } from '../refresh/plan.ts';
import { type PlannedFunction, registriesOf } from './functions.ts';
import { HOURS_A_MONTH } from './prices.ts';
import { requestsToProve } from './probes.ts';

/** How often a run calls a service, and what for: a backend by its name, the probe, the ledger, the canary between this run and the next; else to mint or to read a key. */
export interface Calls {
  function: RefreshFunction;
  service: Service;
  for?: string;
  perRun: number;
  perDay: number;
  perMonth: number;
}

export type Service =
  | 'Amazon DynamoDB'
  | 'Amazon ECR'
  | 'Amazon ECR Public'
  | 'AWS STS'
  | 'AWS Secrets Manager'
  | 'Google sign-in'
  | 'Google Secret Manager'
  | 'Baseten'
  | 'fal'
  | 'registries';

/** The calls of runs in which all is well and every secret is there already. */
export function callsOf({ name, mints }: PlannedFunction, config: Config): Calls[] {
  const tally = new Map<string, { service: Service; for?: string; perRun: number }>();
  const count: Count = (service, times, what) => {
    const key = JSON.stringify([service, what]);
    const perRun = (tally.get(key)?.perRun ?? 0) + times;
    if (perRun > 0) tally.set(key, { service, ...(what !== undefined && { for: what }), perRun });
  };

  const registryOf = registryOfEach(config);
  for (const mint of mints) {
    countMint(mint, config, count);
    count('registries', requestsToProve(registriesOf(mint, registryOf)), PROBE);
  }
  for (const [backend, options] of Object.entries(config.backends)) {
    const written = { minted: 0, stored: 0 };
    for (const { source, due } of mints) {
      const here = due.filter(({ publication }) => publication.backend === backend).length;
      written[source.kind === 'stored' ? 'stored' : 'minted'] += here;
    }
    if (written.minted + written.stored > 0) countBackend({ backend, options, written, config }, count);
  }
  // All that is known is read at once, and what became of each publication is written by itself.
  count(
    'Amazon DynamoDB',
    mints.reduce((sum, { due }) => sum + due.length, 1),
    LEDGER,
  );

  countCanary(mints, config, count);

  const within = (perRun: number, hours: number) => (perRun * hours * 3_600_000) / config.schedule[name];
  return [...tally.values()].map((each) => ({
    function: name,
    ...each,
    perDay: within(each.perRun, 24),
    perMonth: within(each.perRun, HOURS_A_MONTH),
  }));
}

/** No backend has such a name: theirs have no blank. */
const PROBE = 'the probe';
export const LEDGER = 'the ledger';
export const CANARY = 'the canary';

type Count = (service: Service, times: number, what?: string) => void;

function countMint({ source }: PlannedMint, config: Config, count: Count): void {
  switch (source.kind) {
    case 'ecr':
    case 'ecr-public': {
      count(source.kind === 'ecr' ? 'Amazon ECR' : 'Amazon ECR Public', 1);
      if (source.identity === undefined) return;
      count('AWS STS', 1);
      countRead(source.identity.externalId, config, count);
      return;
    }
    case 'artifact-registry':
      countSignIn(source.identity, config, count);
      return;
    case 'stored':
      countRead(source.credentials.password, config, count);
  }
}

/** Who begins signs in; whoever it acts as after that is one call more. */
function countSignIn(
  { base, impersonations }: GoogleIdentity,
  config: Config,
  count: Count,
  what?: string,
): void {
  count('Google sign-in', 1 + impersonations.length, what);
  if (base.type === 'service-account-key') countRead(base.key, config, count, what);
}

/** Whoever reads a secret that Google keeps signs in for that one. */
function countRead(
  reference: SecretReference | string | undefined,
  config: Config,
  count: Count,
  what?: string,
): void {
  if (typeof reference !== 'object') return;
  if (reference.from === 'aws-secrets-manager') count('AWS Secrets Manager', 1, what);
  if (reference.from !== 'google-secret-manager') return;
  count('Google Secret Manager', 1, what);
  const reader = readerOf(reference, config.identities);
  if (reader !== undefined) countSignIn(reader, config, count, what);
}

function countWriter(
  { identity }: GoogleSecretManagerOptions,
  config: Config,
  count: Count,
  what?: string,
): void {
  const { identities } = config;
  const writer = googleIdentityOf(namedOrOnly(identity, identities) ?? '', identities);
  if (writer !== undefined) countSignIn(writer, config, count, what);
}

/** Of its two visits between two runs, one looks: at what can be read back, and asks for each token as the probe does. */
function countCanary(mints: readonly PlannedMint[], config: Config, count: Count): void {
  const registryOf = registryOfEach(config);
  let watched = 0;
  const signedIn = new Set<string>();
  for (const { due } of mints) {
    const read = due
      .map(({ publication }) => publication)
      .filter((publication) => isWatched(registryOf(publication)) && isReadBack(publication, config));
    watched += read.length;
    count('registries', requestsToProve(read.map(registryOf)), CANARY);
    for (const { backend } of read) {
      const options = config.backends[backend];
      if (options?.type === 'aws-secrets-manager') count('AWS Secrets Manager', 1, CANARY);
      if (options?.type !== 'google-secret-manager') continue;
      count('Google Secret Manager', 2, CANARY); // the latest, and whether there is a newer one
      if (!signedIn.has(backend)) countWriter(options, config, count, CANARY);
      signedIn.add(backend);
    }
  }
  if (watched > 0) count('Amazon DynamoDB', 2 + watched, CANARY);
}

interface Writing {
  backend: string;
  options: BackendOptions;
  written: { minted: number; stored: number };
  config: Config;
}

/** What is stored is mostly what it was the last time: the backends that can tell look, and write nothing. */
function countBackend(
  { backend, options, written: { minted, stored }, config }: Writing,
  count: Count,
): void {
  switch (options.type) {
    case 'aws-secrets-manager':
      count('AWS Secrets Manager', 2 * minted + stored, backend); // describe, put
      return;
    case 'google-secret-manager': {
      // Of a new value: get, access, add, list, destroy. Of one that is there: get, access twice, list.
      count('Google Secret Manager', 5 * minted + 4 * stored, backend);
      countWriter(options, config, count);
      return;
    }
    case 'baseten':
      count('Baseten', minted + stored + 2, backend); // the teams and the names that are there, once for all
      countRead(options.apiKey, config, count);
      return;
    case 'fal':
      count('fal', (minted + stored) * (options.defaultExposed === undefined ? 1 : 2), backend);
      countRead(options.key, config, count);
      return;
    case 'file':
  }
}
