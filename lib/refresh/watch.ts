import { isWatched } from '../config/canary.ts';
import { Failure } from '../failure.ts';
import type { Credential } from '../sources/source.ts';
import { look } from './look.ts';
import { remember } from './memory.ts';
import type { KnownPublication, Plan, PlannedMint } from './plan.ts';
import { placeOf, probedIn } from './publish.ts';
import type { RunContext } from './run-context.ts';
import { isDead, isTelling, type Sighting } from './sighting.ts';

/** A plan that follows from what was seen; `fresh` is all that was to be looked at and is left as it is. */
export interface Watched extends Plan {
  sightings: ReadonlyMap<string, Sighting>;
}

/**
 * Reads back what is published, and asks its registry whether it still pulls. When a token has died, everything that came
 * from the same mint is due at once, also what nobody can read back.
 */
export async function watch(everything: readonly PlannedMint[], run: RunContext): Promise<Watched> {
  const isOurs = ({ registry }: KnownPublication) => isWatched(registry);
  const watched = everything.flatMap(({ due }) => due).filter(isOurs);
  if (watched.length === 0) throw nothingToWatch();

  const sightings = new Map<string, Sighting>();
  const mints = await Promise.all(
    everything.map(async ({ source, due: all }) => {
      const tokens = [...Map.groupBy(all, mintedAtOf).values()];
      const due = tokens.map(async (token) => {
        const seen = await lookAtAll(token.filter(isOurs), run);
        for (const [id, sighting] of seen) sightings.set(id, sighting);
        return [...seen.values()].some(isDead) ? token.map((each) => renewed(each, seen)) : [];
      });
      return { source, due: (await Promise.all(due)).flat() };
    }),
  );
  const due = new Set(mints.flatMap((mint) => mint.due).map(({ publication }) => publication));
  return {
    mints: mints.filter((mint) => mint.due.length > 0),
    postponed: [],
    fresh: watched.filter(({ publication }) => !due.has(publication)),
    sightings,
  };
}

/** What one mint gave is what the ledger knows to have been minted at one moment. */
function mintedAtOf({ entry }: KnownPublication): string {
  return entry?.published?.mintedAt ?? '';
}

/** Looks at everything that has one token: its registries are asked once, wherever it is read. */
async function lookAtAll(
  token: readonly KnownPublication[],
  run: RunContext,
): Promise<Map<string, Sighting>> {
  const credentials = new Map<string, Credential>();
  const looks = token.map(async (known): Promise<[KnownPublication, Sighting][]> => {
    const sighting = await look(known, credentials, run);
    return sighting === undefined ? [] : [[known, sighting]];
  });
  const seen = (await Promise.all(looks)).flat();
  const isWitnessed = seen.some(([, sighting]) => isTelling(sighting));
  const final = seen.map(([known, sighting]): [KnownPublication, Sighting] => [
    known,
    sighting.saw === 'shared' && !isWitnessed ? UNSEEN : sighting,
  ]);
  await Promise.all(final.map(([known, sighting]) => tell(known, sighting, run)));
  return new Map(final.map(([{ publication }, sighting]) => [publication.id, sighting]));
}

const UNSEEN: Sighting = {
  saw: 'unseen',
  says: 'the backend does not give it back, and no readable secret holds the same token',
};

async function tell(known: KnownPublication, sighting: Sighting, run: RunContext) {
  const { publication, entry } = known;
  const { saw: canary, says: warning, proof } = sighting;
  const where = { ...placeOf(publication), canary, ...(proof && { probe: proof.verdict }) };
  run.log(warning === undefined ? 'info' : 'warn', 'checked', { ...where, warning });
  if (canary === 'alive' && entry !== undefined && !run.request.dryRun)
    await remember({ ...entry, ...probedIn(proof) }, known, run);
}

/** What is dead is not there to be compared with. */
function renewed(known: KnownPublication, seen: ReadonlyMap<string, Sighting>): KnownPublication {
  const { publication, entry } = known;
  const { saw, proof } = seen.get(publication.id) ?? {};
  if (entry === undefined || saw === 'alive') return known;
  const { published: _, ...rest } = entry;
  return { ...known, entry: { ...rest, ...probedIn(proof) } };
}

function nothingToWatch(): Failure {
  return new Failure('invalid', 'the canary is off for every registry of this function', {
    hint: 'set canary: true at the top of registries.yml or in a registry, and deploy',
  });
}
