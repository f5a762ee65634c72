import type { Config, Publication, Registry, SecretReference, StoredCredentials } from '../config/config.ts';
import { lifeOf } from '../config/life.ts';
import {
  REFRESH_FUNCTION_NAMES,
  REFRESH_FUNCTIONS,
  type RefreshFunction,
} from '../config/refresh-functions.ts';
import { type RegistryOf, registryOfEach } from '../config/registry-of.ts';
import { missesSurvived } from '../config/schedule.ts';
import { type PlannedMint, plan } from '../refresh/plan.ts';

/** What every run of a function mints and publishes. */
export interface FunctionForecast {
  name: RefreshFunction;
  cadenceSeconds: number;
  mints: MintForecast[];
}

/** One token, or one stored credential, and everything that is published of it. */
export interface MintForecast {
  kind: PlannedMint['source']['kind'];
  region?: string;
  /** As whom, by the names of registries.yml; none for the function's own role. */
  identities: string[];
  /** Where it is read, if it is stored. */
  kept?: SecretReference;
  /** The day a stored one dies, if it does. */
  expires?: string;
  /** How long it lives; absent for what nobody mints. */
  lifeSeconds?: number;
  /** How many runs in a row may be missed. */
  missesSurvived?: number;
  publications: Publication[];
}

export interface PlannedFunction {
  name: RefreshFunction;
  mints: PlannedMint[];
}

/** The functions that have something to do, and what a run does that knows of nothing: the plan of the runs themselves. */
export function plannedFor(config: Config): PlannedFunction[] {
  return REFRESH_FUNCTION_NAMES.flatMap((name) => {
    const { mints } = plan({
      config,
      kinds: REFRESH_FUNCTIONS[name].kinds,
      cadenceMs: config.schedule[name],
      entries: [],
      now: new Date(0), // without entries it does not matter when
      request: { force: false, dryRun: true },
    });
    return mints.length === 0 ? [] : [{ name, mints }];
  });
}

export function functionsOf(planned: readonly PlannedFunction[], config: Config): FunctionForecast[] {
  const registryOf = registryOfEach(config);
  return planned.map(({ name, mints }) => ({
    name,
    cadenceSeconds: config.schedule[name] / 1_000,
    mints: mints.map((mint) => mintOf(mint, registriesOf(mint, registryOf), config, config.schedule[name])),
  }));
}

/** The registries that a mint is for, one for each publication. */
export function registriesOf({ due }: PlannedMint, registryOf: RegistryOf): Registry[] {
  return due.map(({ publication }) => registryOf(publication));
}

function mintOf(
  { source, due }: PlannedMint,
  registries: readonly Registry[],
  { identities }: Config,
  cadenceMs: number,
): MintForecast {
  const publications = due.map(({ publication }) => publication);
  const lifeMs = registries[0] && lifeOf(registries[0], identities);
  return {
    kind: source.kind,
    ...('region' in source && { region: source.region }),
    identities: [...new Set(registries.flatMap(({ identity }) => identity ?? []))],
    ...(source.kind === 'stored' && keptAs(source.credentials)),
    ...(lifeMs !== undefined && {
      lifeSeconds: lifeMs / 1_000,
      missesSurvived: missesSurvived(lifeMs, cadenceMs),
    }),
    publications,
  };
}

function keptAs({ password: kept, expires }: StoredCredentials) {
  return { kept, ...(expires !== undefined && { expires }) };
}

/** All that is published in a run of each of them. */
export function publicationsIn(functions: readonly FunctionForecast[]): Publication[] {
  return functions.flatMap(({ mints }) => mints.flatMap(({ publications }) => publications));
}
