import { hasCanary, isWatched } from '../config/canary.ts';
import { Failure } from '../failure.ts';
import type { Credential } from '../sources/source.ts';
import { type CanaryResult, isConclusive, isDead } from './canary-result.ts';
import { checkPublished } from './check-published.ts';
import type { KnownPublication, Plan, PlannedMint } from './plan.ts';
import { placeOf, probedIn } from './publish.ts';
import { recordEntry } from './recorded.ts';
import type { RunContext } from './run-context.ts';

/** A plan that follows from the checks. `fresh` are the checked publications that stay unchanged. */
export interface CanaryPlan extends Plan {
  sightings: ReadonlyMap<string, CanaryResult>;
}

/**
 * Reads the published secrets back, and asks their registries. If a token is dead, everything from the same mint is due
 * at once, also what cannot be read back.
 */
export async function watch(everything: readonly PlannedMint[], run: RunContext): Promise<CanaryPlan> {
  const isOurs = ({ registry }: KnownPublication) => isWatched(registry);
  const watched = everything.flatMap(({ due }) => due).filter(isOurs);
  // Each shard of a function has its own schedule, and a shard may have no watched host.
  const isPart = run.request.shard !== undefined && hasCanary(run.name, run.config);
  if (watched.length === 0 && !isPart) throw nothingToWatch();

  const sightings = new Map<string, CanaryResult>();
  const mints = await Promise.all(
    everything.map(async ({ source, due: all }) => {
      const tokens = [...Map.groupBy(all, mintedAtOf).values()];
      const due = tokens.map(async (token) => {
        const seen = await checkAllOfToken(token.filter(isOurs), run);
        for (const [id, sighting] of seen) sightings.set(id, sighting);
        return [...seen.values()].some(isDead) ? token.map((each) => renewed(each, seen)) : [];
      });
      return { source, due: (await Promise.all(due)).flat() };
    }),
  );
  const due = new Set(mints.flatMap((mint) => mint.due).map(({ publication }) => publication));
  return {
    mints: mints.filter((mint) => mint.due.length > 0),
    fresh: watched
      .filter(({ publication }) => !due.has(publication))
      .map((each) => ({ ...each, isPostponed: false })),
    sightings,
  };
}

/** Entries with the same mint time are from the same mint. */
function mintedAtOf({ entry }: KnownPublication): string {
  return entry?.published?.mintedAt ?? '';
}

/** Checks all secrets with one token. Its registries are asked once, for all of them. */
async function checkAllOfToken(
  token: readonly KnownPublication[],
  run: RunContext,
): Promise<Map<string, CanaryResult>> {
  const credentials = new Map<string, Credential>();
  const looks = token.map(async (known): Promise<[KnownPublication, CanaryResult][]> => {
    const sighting = await checkPublished(known, credentials, run);
    return sighting === undefined ? [] : [[known, sighting]];
  });
  const seen = (await Promise.all(looks)).flat();
  const isWitnessed = seen.some(([, sighting]) => isConclusive(sighting));
  const final = seen.map(([known, sighting]): [KnownPublication, CanaryResult] => [
    known,
    sighting.saw === 'shared' && !isWitnessed ? UNSEEN : sighting,
  ]);
  await Promise.all(final.map(([known, sighting]) => logResult(known, sighting, run)));
  return new Map(final.map(([{ publication }, sighting]) => [publication.id, sighting]));
}

const UNSEEN: CanaryResult = {
  saw: 'unseen',
  says: 'the backend does not give it back, and no readable secret holds the same token',
};

async function logResult(known: KnownPublication, sighting: CanaryResult, run: RunContext) {
  const { publication, entry } = known;
  const { saw: canary, says: warning, proof } = sighting;
  const where = { ...placeOf(publication), canary, ...(proof && { probe: proof.verdict }) };
  run.log(warning === undefined ? 'info' : 'warn', 'checked', { ...where, warning });
  if (canary === 'alive' && entry !== undefined && !run.request.dryRun)
    await recordEntry({ ...entry, ...probedIn(proof) }, known, run);
}

/** A dead secret is removed from the entry, so that the gate does not compare with it. */
function renewed(known: KnownPublication, seen: ReadonlyMap<string, CanaryResult>): KnownPublication {
  const { publication, entry } = known;
  const { saw, proof } = seen.get(publication.id) ?? {};
  if (entry === undefined || saw === 'alive') return known;
  const { published, ...rest } = entry;
  return {
    ...known,
    entry: { ...rest, ...probedIn(proof) },
    ...(published?.writes && { writes: published.writes }),
  };
}

function nothingToWatch(): Failure {
  return new Failure('invalid', 'the canary is off for every registry of this function', {
    hint: 'set canary: true at the top of registries.yml or in a registry, and deploy',
  });
}
