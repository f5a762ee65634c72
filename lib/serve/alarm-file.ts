import { changeFile, readTextFile } from '../files/atomic-file.ts';
import { isJsonObject, parseJsonObject } from '../json.ts';
import type { AlarmHistory, Point } from './alarm-evaluator.ts';
import type { Moment } from './passed-time.ts';

/** How long a write may wait for its turn. */
const PATIENCE_MS = 5_000;

/**
 * Keeps the history of the alarms in a file, so that after a restart no alarm is forgotten or posted twice. The file
 * has the time of day, because the monotonic clock may begin again with each process.
 */
export class AlarmFile {
  readonly #path: string;
  readonly #moment: () => Moment;

  constructor(path: string, moment: () => Moment) {
    this.#path = path;
    this.#moment = moment;
  }

  /** Returns undefined if there is no history, if it cannot be read, or if no alarm looks back that far. */
  async load(longestMs: number): Promise<AlarmHistory | undefined> {
    const { wallMs, monotonicMs } = this.#moment();
    const { savedAt, ...stored } = parseJsonObject(await readTextFile(this.#path)) ?? {};
    if (typeof savedAt !== 'number' || wallMs - savedAt > longestMs || !isHistory(stored)) return undefined;
    // If the clock was set back, a stored time may be in the future: use the present time instead.
    return moved(stored, (at) => Math.min(at - wallMs, 0) + monotonicMs);
  }

  save(history: AlarmHistory): Promise<void> {
    const { wallMs, monotonicMs } = this.#moment();
    const stored = moved(history, (at) => at - monotonicMs + wallMs);
    const text = `${JSON.stringify({ savedAt: wallMs, ...stored })}\n`;
    return changeFile(this.#path, () => text, AbortSignal.timeout(PATIENCE_MS));
  }
}

function moved({ since, points, active }: AlarmHistory, move: (at: number) => number): AlarmHistory {
  return {
    since: move(since),
    active,
    points: points.map(([key, values]) => [key, values.map(({ at, value }) => ({ at: move(at), value }))]),
  };
}

function isHistory(value: Record<string, unknown>): value is Record<string, unknown> & AlarmHistory {
  const { since, points, active } = value;
  return (
    typeof since === 'number' &&
    Array.isArray(active) &&
    active.every((each) => typeof each === 'string') &&
    Array.isArray(points) &&
    points.every(isSeries)
  );
}

function isSeries(value: unknown): value is AlarmHistory['points'][number] {
  return (
    Array.isArray(value) && typeof value[0] === 'string' && Array.isArray(value[1]) && value[1].every(isPoint)
  );
}

function isPoint(value: unknown): value is Point {
  return isJsonObject(value) && typeof value.at === 'number' && typeof value.value === 'number';
}
