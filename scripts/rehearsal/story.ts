import type { Outcome, Report } from '../../lib/refresh/report.ts';
import { isInDanger } from '../../lib/status/state.ts';
import type { Status } from '../../lib/status/status.ts';
import { duration } from '../../lib/text/duration.ts';
import type { RehearsalEvent } from '../../web/shared/rehearsal-state.ts';

/** The most events of the list: more would fill the page. */
const MOST_EVENTS = 200;

/** The events of a rehearsal, and their summary. */
export class Story {
  #events: RehearsalEvent[] = [];
  readonly #failing = new Set<string>();
  readonly #dead = new Set<string>();
  #alarmLeftMs: number | undefined;
  #alarms = 0;
  #repaired = 0;
  #leastMs = Number.POSITIVE_INFINITY;

  /** Called with each event. */
  onEvent: (event: RehearsalEvent) => void = () => {};

  get events(): readonly RehearsalEvent[] {
    return this.#events;
  }

  add(at: Date, kind: RehearsalEvent['kind'], text: string): void {
    const event = { at: at.toISOString(), kind, text };
    this.#events = [...this.#events, event].slice(-MOST_EVENTS);
    this.onEvent(event);
  }

  /** Adds the events of a run: its published, failed, kept and repaired secrets. */
  addRun(at: Date, title: string, { publications }: Report): void {
    const published = publications.filter(({ outcome }) => outcome === 'published');
    const repaired = published.filter((each) => this.#failing.delete(keyOf(each)));
    this.#repaired += repaired.length;
    if (published.length > 0) this.add(at, 'run', `${title}: ${published.length} published`);
    if (repaired.length > 0)
      this.add(
        at,
        'repaired',
        `repaired: ${namesOf(repaired)} ${repaired.length === 1 ? 'is' : 'are'} fresh again`,
      );
    const failed = publications.filter(({ outcome }) => outcome === 'failed');
    for (const [, same] of Map.groupBy(failed, ({ kind, reason }) => `${kind} ${reason}`)) {
      const [{ kind = 'invalid', reason = '' } = {}] = same;
      for (const each of same) this.#failing.add(keyOf(each));
      this.add(at, 'failed', `${title}: ${same.length} failed, ${kind}: ${reason}`);
      this.#addKept(at, same);
    }
  }

  /** After a failure, the old secret stays published. */
  #addKept(at: Date, failed: readonly Outcome[]): void {
    const left = failed.flatMap(({ expiresAt }) =>
      expiresAt === undefined ? [] : Date.parse(expiresAt) - at.getTime(),
    );
    const leastMs = Math.min(...left);
    if (left.length > 0 && leastMs > 0)
      this.add(at, 'kept', `the old secret is kept: it lives ${duration(leastMs)} more`);
  }

  addAlarm(at: Date, text: string, status: Status): void {
    const [first] = endsIn(status);
    const left = first === undefined ? '' : `, ${duration(first)} before the first secret dies`;
    this.#alarms += 1;
    this.#alarmLeftMs ??= first;
    this.add(at, 'alarm', `ALARM: ${text}${left}`);
  }

  /** Records the shortest life and the dead secrets. */
  look({ publications, ...status }: Status): void {
    const [least = Number.POSITIVE_INFINITY] = endsIn({ publications, ...status });
    this.#leastMs = Math.min(this.#leastMs, least);
    for (const each of publications) if (each.state === 'dead') this.#dead.add(keyOf(each));
  }

  /** Resets the counts of the summary. The events stay. */
  begin(): void {
    this.#failing.clear();
    this.#dead.clear();
    this.#alarms = 0;
    this.#alarmLeftMs = undefined;
    this.#repaired = 0;
    this.#leastMs = Number.POSITIVE_INFINITY;
  }

  /** Returns the summary since `begin`, as sentences. */
  verdict(status: Status): string[] {
    const dead = this.#dead.size;
    const inDanger = status.publications.filter(({ state }) => isInDanger(state)).length;
    return [
      dead === 0 ? 'No secret died.' : `${dead} ${dead === 1 ? 'secret' : 'secrets'} died.`,
      this.#alarms === 0
        ? 'No alarm went off.'
        : `The first alarm went off${this.#alarmLeftMs === undefined ? '' : ` ${duration(this.#alarmLeftMs)} before the first secret would have died`}.`,
      ...(Number.isFinite(this.#leastMs)
        ? [`The shortest remaining life was ${duration(this.#leastMs)}.`]
        : []),
      ...(this.#repaired > 0 ? ['The next runs repaired the failed publications.'] : []),
      inDanger === 0 ? 'At the end everything is alive.' : `At the end ${inDanger} are still in danger.`,
    ];
  }
}

/** Returns the remaining lives of the living secrets, the shortest first. */
function endsIn({ publications }: Pick<Status, 'publications'>): number[] {
  return publications
    .flatMap(({ secondsToLive = 0 }) => (secondsToLive > 0 ? secondsToLive * 1_000 : []))
    .toSorted((one, other) => one - other);
}

function keyOf({ backend, name }: { backend: string; name: string }): string {
  return `${backend} ${name}`;
}

function namesOf(outcomes: readonly Outcome[]): string {
  const [first, ...others] = outcomes.map(({ host }) => host);
  return `${first}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}
