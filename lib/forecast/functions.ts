import type { Config, Publication, Registry } from '../config/config.ts';
import { missesSurvived } from '../config/schedule.ts';
import { REFRESH_FUNCTION_NAMES, type RefreshFunction } from '../config/schema/refresh-functions.ts';
import type { Reference } from '../references/reference.ts';
import { type PlannedMint, plan } from '../refresh/plan.ts';
import { sourceTraitsOf } from '../sources/catalogue.ts';

/** The mints and publications of every run of a function. */
export interface FunctionForecast {
  name: RefreshFunction;
  cadenceSeconds: number;
  mints: MintForecast[];
}

/** One token, or one stored credential, and its publications. */
export interface MintForecast {
  /** The source, the region and the identity, for people. */
  title: string;
  kind: PlannedMint['source']['kind'];
  region?: string;
  /** The identities by their names in registries.yml. Empty for the function's own role. */
  identities: string[];
  /** The reference of a stored credential. */
  kept?: Reference;
  /** The day on which a stored credential ends, if it ends. */
  expires?: string;
  /** How long a minted token lives. Absent for a stored credential. */
  lifeSeconds?: number;
  /** How many runs in a row may be missed. */
  missesSurvived?: number;
  publications: Publication[];
}

export interface PlannedFunction {
  name: RefreshFunction;
  mints: PlannedMint[];
}

/** The functions with registries, each with the plan of a run that has an empty ledger. */
export function plannedFor(config: Config): PlannedFunction[] {
  return REFRESH_FUNCTION_NAMES.flatMap((name) => {
    const { mints } = plan({
      config,
      name,
      cadenceMs: config.schedule[name],
      entries: [],
      now: new Date(0), // without entries it does not matter when
      request: { force: false, dryRun: true },
    });
    return mints.length === 0 ? [] : [{ name, mints }];
  });
}

export function functionsOf(planned: readonly PlannedFunction[], config: Config): FunctionForecast[] {
  return planned.map(({ name, mints }) => ({
    name,
    cadenceSeconds: config.schedule[name] / 1_000,
    mints: mints.map((mint) => mintOf(mint, config.schedule[name])),
  }));
}

/** The registries that a mint is for, one for each publication. */
export function registriesOf({ due }: PlannedMint): Registry[] {
  return due.map(({ registry }) => registry);
}

function mintOf({ source, due }: PlannedMint, cadenceMs: number): MintForecast {
  const { kind, lifeMs } = source;
  const identities = [...new Set(due.flatMap(({ registry }) => registry.identity ?? []))];
  return {
    title: sourceTraitsOf(source).title(identities),
    kind,
    ...('region' in source && { region: source.region }),
    identities,
    ...(source.kind === 'stored' && { kept: source.password }),
    ...(source.kind === 'stored' && source.expires !== undefined && { expires: source.expires }),
    ...(lifeMs !== undefined && {
      lifeSeconds: lifeMs / 1_000,
      missesSurvived: missesSurvived(lifeMs, cadenceMs),
    }),
    publications: due.map(({ publication }) => publication),
  };
}

/** The publications of one run of each function. */
export function publicationsIn(functions: readonly FunctionForecast[]): Publication[] {
  return functions.flatMap(({ mints }) => mints.flatMap(({ publications }) => publications));
}
