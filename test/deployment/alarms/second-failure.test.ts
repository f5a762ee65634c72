import { expect, test } from 'vitest';
import { alarmName } from '../../../lib/deployment/alarms/alarm.ts';
import { alarmsFor } from '../../../lib/deployment/alarms/alarms.ts';
import { alarmResources } from '../../../lib/deployment/alarms/resources.ts';
import { alarmChanges, type Datapoint } from '../../../sandbox/aws/cloudwatch/alarm-state.ts';
import { status } from '../../../sandbox/faults.ts';
import { rehearse } from '../../rehearse.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FOR_GOOD = 1_000_000;
const DEPLOYED = { service: 'pullkeeper', stage: 'prod', region: 'us-east-1' };

const THREE = `
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries:
  - { host: public.ecr.aws, publish: [aws] }
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [aws] }
  - { host: 111122223333.dkr.ecr.eu-west-1.amazonaws.com, publish: [aws] }
`;

/** Three secrets, the real function every three hours, and Lambda's two retries of each failed run. */
async function night() {
  const rehearsal = await rehearse(THREE);
  const { clock, config, measured, report, sandbox } = rehearsal;
  const start = clock.now().getTime();
  const points = new Map<string, Datapoint[]>();
  const add = (key: string, value: number) =>
    points.set(key, [...(points.get(key) ?? []), { at: clock.now(), value }]);

  /** One scheduled run, `hours` after the start. Resolves to how many publications failed in each attempt. */
  async function runAt(hours: number): Promise<number[]> {
    const failed: number[] = [];
    const time = new Date(start + hours * HOUR).toISOString();
    for (const minutes of [0, 1, 3]) {
      clock.advance(start + hours * HOUR + minutes * MINUTE - clock.now().getTime());
      measured.length = 0;
      const { counts } = await report({ source: 'aws.scheduler', 'detail-type': 'Scheduled Event', time });
      for (const { dimensions, values } of measured)
        if (Object.keys(dimensions).every((name) => name === 'function' || name === 'life'))
          for (const [name, value] of Object.entries(values)) add(name, value);
      add('Errors', counts.failed > 0 ? 1 : 0);
      failed.push(counts.failed);
      if (counts.failed === 0) break;
    }
    return failed;
  }

  /** When each alarm fired, in hours after the start. */
  const fired = (hours: number) =>
    Object.fromEntries(
      alarmsFor(config, DEPLOYED).map((alarm, index) => {
        const properties = Object.values(alarmResources(config, DEPLOYED))[index]?.Properties ?? {};
        const changes = alarmChanges(properties, points.get(alarm.metric.name) ?? [], {
          from: new Date(start + 5 * MINUTE),
          until: new Date(start + hours * HOUR),
        });
        const moments = changes
          .filter(({ state }) => state === 'ALARM')
          .map(({ at }) => (at.getTime() - start) / HOUR);
        return [alarmName(alarm, DEPLOYED).replace('pullkeeper-prod-', ''), moments.map(Math.floor)];
      }),
    );
  const breakDown = (service: 'ecr' | 'ecr-public', region?: string) =>
    sandbox.faults.add({
      service,
      ...(region !== undefined && { region }),
      fault: status(500),
      times: FOR_GOOD,
    });
  return { ...rehearsal, runAt, fired, breakDown };
}

test('a second failure, and a second death, are heard beside one that is permanent', async () => {
  const { runAt, fired, breakDown } = await night();
  await runAt(0);
  breakDown('ecr-public');
  for (let hours = 3; hours <= 30; hours += 3) expect(await runAt(hours)).toEqual([1, 1, 1]);
  breakDown('ecr', 'eu-west-1');
  for (let hours = 33; hours <= 45; hours += 3) expect(await runAt(hours)).toEqual([2, 2, 2]);

  const heard = fired(46);

  expect(heard['refreshEcr-newly-failing']).toEqual([3, 33]);
  // The first secret was published at 0 h and lives to 12 h, the second was published at 30 h and lives to 42 h.
  expect(heard['refreshEcr-dying']).toEqual([9, 39]);
  // These say no more than that the first failure lasts.
  expect(heard['refreshEcr-errors']).toEqual([3]);
  expect(heard['refreshEcr-low']).toEqual([6]);
}, 60_000);

test('an attempt that a retry makes good is not heard', async () => {
  const { runAt, fired, sandbox } = await night();
  await runAt(0);
  sandbox.faults.add({ service: 'ecr-public', fault: status(500), times: 3 });
  expect(await runAt(3)).toEqual([1, 0]);

  expect(Object.values(fired(6)).flat()).toEqual([]);
}, 60_000);
