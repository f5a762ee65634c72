import type { Config } from '../../lib/config/config.ts';
import { Failure } from '../../lib/failure.ts';
import { quote } from '../../lib/secrecy/quote.ts';
import { duration } from '../../lib/text/duration.ts';
import { didYouMean } from '../../lib/text/nearest.ts';
import { placesOfBackends } from './backends/index.ts';
import { placesIn } from './faults.ts';

/** A story that plays by itself: faults that begin and end at their times. */
export interface Scenario {
  id: string;
  title: string;
  shows: string;
  lengthMs: number;
  steps: { atMs: number; begin?: string; end?: true }[];
}

const HOUR = 3_600_000;
const OUTAGE_HOURS = 9;

/** The scenarios that this registries.yml can play. */
export function scenariosFor(config: Config): Scenario[] {
  const cadenceMs = longestCadence(config);
  const outages = [...placesOfBackends(config), ...placesIn(config).slice(0, 1)].slice(0, 2);
  return [
    ...outages.map(
      ({ id, title }): Scenario => ({
        id: `outage-of-${id}`,
        title: `${article(title)} ${title} outage of nine hours`,
        shows: `${title} is down for nine hours. The old secrets are kept, each run tries again, and the first alarm goes off hours before the first secret dies. Credentials that live twelve hours end when the fourth run repairs them.`,
        lengthMs: (OUTAGE_HOURS + 5) * HOUR,
        steps: [
          { atMs: HOUR, begin: `${id}:down` },
          { atMs: (OUTAGE_HOURS + 1) * HOUR, end: true },
        ],
      }),
    ),
    lostRuns(
      2,
      cadenceMs,
      'Two runs are lost in a row. Nothing dies: a secret lives four times as long as the time between two runs.',
    ),
    lostRuns(
      3,
      cadenceMs,
      'Three runs are lost in a row. The alarms go off hours before the first secret dies, in time to run the function by hand.',
    ),
    {
      id: 'short-tokens',
      title: 'tokens that live 40 minutes',
      shows:
        'A cloud mints tokens that die before the next run. The gate keeps the old token, which lives longer.',
      lengthMs: 3 * cadenceMs,
      steps: [
        { atMs: cadenceMs / 2, begin: 'tokens:40min' },
        { atMs: 1.5 * cadenceMs, end: true },
      ],
    },
  ];
}

function lostRuns(count: number, cadenceMs: number, shows: string): Scenario {
  const [words, id] =
    count === 2 ? ['two lost runs', 'two-lost-runs'] : ['three lost runs', 'three-lost-runs'];
  return {
    id,
    title: words,
    shows: `${shows} A run comes every ${duration(cadenceMs)}.`,
    lengthMs: (count + 2) * cadenceMs,
    steps: [{ atMs: cadenceMs / 2, begin: `runs:lost=${count}` }],
  };
}

/** Only for minted credentials: a rehearsal is too short for stored ones. */
function longestCadence({ registries, schedule }: Config): number {
  const minted = registries.filter(({ source }) => source.lifeMs !== undefined);
  const cadences = (minted.length > 0 ? minted : registries).map(({ source }) => schedule[source.function]);
  return Math.max(...cadences);
}

function article(title: string): string {
  return /^(?:[AEIOU]|[FHLMNRSX][A-Z])/i.test(title) && !/^[fF]al/.test(title) ? 'an' : 'a';
}

/** Finds a scenario by its id or its title. */
export function scenarioCalled(words: string, config: Config): Scenario {
  const all = scenariosFor(config);
  const wanted = words.toLowerCase();
  const found = all.find(({ id, title }) => id === wanted || title.toLowerCase() === wanted);
  if (found !== undefined) return found;
  const names = all.map(({ title }) => title);
  throw new Failure('invalid', `there is no scenario ${quote(words)}${didYouMean(words, names)}`, {
    hint: `scenarios: ${names.map((name) => `"${name}"`).join(', ')}`,
  });
}
