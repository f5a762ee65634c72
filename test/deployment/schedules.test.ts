import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { cronOf } from '../../lib/config/schedule.ts';
import { shardsOf } from '../../lib/config/shard.ts';
import { alarmResources } from '../../lib/deployment/alarms/resources.ts';
import { problemsWithDeployed } from '../../lib/deployment/deployed-schedule.ts';
import { canarySchedules, problemsWithShards, refreshSchedules } from '../../lib/deployment/schedules.ts';
import { problemsWithSize } from '../../lib/deployment/template-limits.ts';
import { parseRequest } from '../../lib/refresh/request.ts';
import { checkTemplate } from '../../sandbox/aws/cloudformation/check-template.ts';

const CONFIG = compile(
  `
schedule: { refreshEcr: 2 h, refreshArtifactRegistry: 20 min }
canary: true
registries: [{ host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [file] }]
`,
  'registries.yml',
);

test('a function runs as often as registries.yml says, and an event that is late is dropped for the next', () => {
  const schedules = refreshSchedules(CONFIG);
  expect(schedules.RefreshEcrSchedule).toMatchObject({
    Properties: {
      ScheduleExpression: 'rate(2 hours)',
      Target: { RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 10 } },
    },
  });
  expect(schedules.RefreshArtifactRegistrySchedule).toMatchObject({
    Properties: {
      ScheduleExpression: 'rate(20 minutes)',
      Target: { RetryPolicy: { MaximumEventAgeInSeconds: 1_200 } },
    },
  });
});

test('a function with nothing to refresh has a schedule that is disabled', () => {
  const states = Object.entries(refreshSchedules(CONFIG)).map(([id, schedule]) => [
    id,
    JSON.stringify(schedule).includes('"State":"DISABLED"') ? 'DISABLED' : 'ENABLED',
  ]);
  expect(states).toEqual([
    ['RefreshEcrSchedule', 'ENABLED'],
    ['RefreshArtifactRegistrySchedule', 'DISABLED'],
    ['RefreshStoredSchedule', 'DISABLED'],
    ['RefreshTokensSchedule', 'DISABLED'],
  ]);
});

interface Schedule {
  Properties: { ScheduleExpression: string; Target: { Input?: string } };
}
const propertiesOf = (schedules: Record<string, unknown>) =>
  Object.values<Schedule>(JSON.parse(JSON.stringify(schedules))).map(({ Properties }) => Properties);

describe('a function in shards', () => {
  const schedules = refreshSchedules(CONFIG, 4);

  test('has a schedule for each, and they share its cadence', () => {
    expect(Object.keys(schedules)).toEqual([
      'RefreshEcrSchedule1',
      'RefreshEcrSchedule2',
      'RefreshEcrSchedule3',
      'RefreshEcrSchedule4',
      'RefreshArtifactRegistrySchedule',
      'RefreshStoredSchedule',
      'RefreshTokensSchedule',
    ]);
    expect(propertiesOf(schedules).map(({ ScheduleExpression }) => ScheduleExpression)).toEqual([
      'cron(0 0/2 * * ? *)',
      'cron(30 0/2 * * ? *)',
      'cron(0 1/2 * * ? *)',
      'cron(30 1/2 * * ? *)',
      'rate(20 minutes)',
      'rate(24 hours)',
      'rate(15 minutes)',
    ]);
    checkTemplate(schedules);
  });

  test('is sent events that it understands, as of its schedule', () => {
    const [first, , , last] = propertiesOf(schedules).map(({ Target }) => Target.Input ?? '');
    const sent = (input = '') =>
      JSON.parse(input.replace('<aws.scheduler.scheduled-time>', '2026-03-01T03:00:00Z'));
    expect(parseRequest(sent(first), [])).toMatchObject({
      shard: { number: 1, of: 4 },
      scheduledAt: new Date('2026-03-01T03:00:00Z'),
    });
    expect(parseRequest(sent(last), [])).toMatchObject({ shard: { number: 4, of: 4 } });
    const [canary] = propertiesOf(canarySchedules(CONFIG, 4)).map(({ Target }) => Target.Input);
    expect(parseRequest(sent(canary), [])).toMatchObject({ canary: true, shard: { number: 1, of: 4 } });
  });

  test('may be deployed, with all its shards and no other cadence', () => {
    const all = { ...schedules, ...canarySchedules(CONFIG, 4) };
    expect(problemsWithDeployed(all, CONFIG, 4)).toEqual([]);
    const { RefreshEcrSchedule3: _, ...without } = all;
    expect(problemsWithDeployed(without, CONFIG, 4)).toEqual([
      expect.stringMatching(/^nothing runs shard 3\/4 of refreshEcr:/),
    ]);
    expect(problemsWithDeployed(refreshSchedules(CONFIG, 3), CONFIG, 4)).not.toEqual([]);
    expect(problemsWithDeployed(refreshSchedules(CONFIG), CONFIG, 4)).toHaveLength(4);
  });

  test('has alarms for each on its own figures, and one on those of Lambda', () => {
    const named = (shards: number) =>
      Object.values(alarmResources(CONFIG, { service: 'p', stage: 's', region: 'r', shards })).map(
        ({ Properties }) => Properties.AlarmName,
      );
    const low = named(4).filter((name) => String(name).endsWith('low'));
    expect(low).toEqual([1, 2, 3, 4].map((number) => `p-s-refreshEcr-shard${number}-low`));
    expect(named(4).filter((name) => String(name).endsWith('errors'))).toEqual(['p-s-refreshEcr-errors']);
    expect(new Set(named(4)).size).toBe(named(4).length);
    expect(named(1)).toContain('p-s-refreshEcr-low');
  });

  test.each(['45 min', '90 min', '5 h'])('cannot run every %s', (every) => {
    const text = `schedule: { refreshEcr: ${every} }\nregistries: [{ host: public.ecr.aws, publish: [file] }]`;
    const config = compile(text, 'registries.yml');
    expect(problemsWithShards(config, 4)).toEqual([expect.stringContaining('refreshEcr runs every')]);
    expect(problemsWithShards(config, 1)).toEqual([]);
  });
});

/** The minutes of a day at which a cron expression fires: `start/step` in minutes or hours, or one of each. */
function firings(expression: string): number[] {
  const [minutes = '', hours = ''] = expression.slice('cron('.length).split(' ');
  const matches = (field: string, value: number) => {
    if (field === '*') return true;
    const [start = 0, step] = field.split('/').map(Number);
    return step === undefined ? value === start : value >= start && (value - start) % step === 0;
  };
  return Array.from({ length: 1_440 }, (_, at) => at).filter(
    (at) => matches(minutes, at % 60) && matches(hours, Math.floor(at / 60)),
  );
}

test('every shard runs once a cadence, and the shards are spread over it', () => {
  const cadences = [1, 2, 5, 10, 12, 15, 20, 30, ...[1, 2, 3, 4, 6, 8, 12, 24].map((hours) => hours * 60)];
  fc.assert(
    fc.property(fc.constantFrom(...cadences), fc.integer({ min: 1, max: 100 }), (minutes, of) => {
      const starts = shardsOf(of).map((shard) => {
        const fired = firings(cronOf(minutes * 60_000, shard) ?? '');
        expect(fired).toHaveLength(1_440 / minutes);
        expect(fired.every((at, index) => at === (fired[0] ?? 0) + index * minutes)).toBe(true);
        return fired[0] ?? Number.NaN;
      });
      const atOnce = [...Map.groupBy(starts, (start) => start).values()].map((all) => all.length);
      expect(Math.max(...atOnce)).toBeLessThanOrEqual(Math.ceil(of / minutes));
    }),
    { numRuns: 40 },
  );
});

test('a stack of too many shards is refused before CloudFormation refuses it', () => {
  const resources = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [index, {}]));
  expect(problemsWithSize(resources(500))).toEqual([]);
  expect(problemsWithSize(resources(501))).toEqual([expect.stringContaining('501 resources')]);
});
