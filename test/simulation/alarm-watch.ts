import type { Config } from '../../lib/config/config.ts';
import type { RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import type { Alarm, AlarmKind } from '../../lib/deployment/alarms/alarm.ts';
import { alarmsFor } from '../../lib/deployment/alarms/alarms.ts';
import { alarmResources } from '../../lib/deployment/alarms/resources.ts';
import type { Measurement } from '../../lib/telemetry/measurement.ts';
import { alarmChanges, type Datapoint } from '../../sandbox/aws/cloudwatch/alarm-state.ts';

const DEPLOYED = { service: 'pullkeeper', stage: 'prod', region: 'us-east-1' };

/** The alarms that stay for as long as something is wrong. The others end by themselves, or are about something else. */
const STANDING: readonly AlarmKind[] = ['errors', 'low', 'unrefreshed'];

/**
 * Collects what CloudWatch is told, and says afterwards since when an alarm of a function had stood. The queue of failed
 * runs is left out: its alarm tells the first message alone, until somebody has looked.
 */
export class AlarmWatch {
  readonly #points = new Map<string, Datapoint[]>();
  readonly #config: Config;

  constructor(config: Config) {
    this.#config = config;
  }

  tell(name: RefreshFunction, at: number, measurements: readonly Measurement[]): void {
    for (const { dimensions, values } of measurements) {
      if (dimensions.function !== name || 'source' in dimensions || 'reason' in dimensions) continue;
      for (const [metric, value] of Object.entries(values))
        this.#add([name, metric, dimensions.life ?? ''], at, value);
    }
  }

  attempted(name: RefreshFunction, at: number, failed: boolean): void {
    this.#add([name, 'Errors', ''], at, failed ? 1 : 0);
  }

  /** For each alarm of a function that has one of these lives: when it began to stand, and when it ended. */
  standings(
    name: RefreshFunction,
    life: string,
    from: number,
    until: number,
  ): { from: number; until: number }[] {
    const resources = Object.values(alarmResources(this.#config, DEPLOYED));
    return alarmsFor(this.#config, DEPLOYED).flatMap((alarm, index) => {
      const { life: watched = life } = alarm.metric.dimensions;
      const properties = resources[index]?.Properties;
      if (!STANDING.includes(alarm.kind)) return [];
      if (alarm.of[0] !== name || watched !== life || properties === undefined) return [];
      return standingsOf(properties, this.#pointsOf(alarm), from, until);
    });
  }

  #pointsOf({ of: [name = ''], metric }: Alarm): Datapoint[] {
    const points = this.#points.get([name, metric.name, metric.dimensions.life ?? ''].join(' ')) ?? [];
    return points.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  }

  #add(key: string[], at: number, value: number): void {
    const points = this.#points.get(key.join(' ')) ?? [];
    this.#points.set(key.join(' '), points);
    points.push({ at: new Date(at), value });
  }
}

function standingsOf(
  properties: Record<string, unknown>,
  points: readonly Datapoint[],
  from: number,
  until: number,
): { from: number; until: number }[] {
  const changes = alarmChanges(properties, points, { from: new Date(from), until: new Date(until) });
  return changes.flatMap(({ at, state }, index) =>
    state === 'ALARM' ? { from: at.getTime(), until: changes[index + 1]?.at.getTime() ?? until } : [],
  );
}
