import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canaryCadence, isHalfWay } from '../../lib/config/canary.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { canarySchedules } from '../../lib/deployment/schedules.ts';
import { problemsOf } from './problems.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const RAW =
  'host: ghcr.io, credentials: { password: { from: env, id: A } }, publish: [{ backend: file, name: a, format: raw }]';
const watched = (text: string) =>
  compile(text, 'registries.yml').registries.map(({ canary = false }) => canary);

test('nothing is looked at, unless a registry or the whole file says so', () => {
  const registries = `registries: [{ host: ${ECR}, publish: [file] }, { host: public.ecr.aws, canary: false, publish: [file] }]`;
  expect(watched(registries)).toEqual([false, false]);
  expect(watched(`canary: true\n${registries}`)).toEqual([true, false]);
  expect(
    watched(
      `registries: [{ host: ${ECR}, canary: true, publish: [file] }, { host: public.ecr.aws, publish: [file] }]`,
    ),
  ).toEqual([true, false]);
});

test('what no registry can be asked about is passed over by the whole file, and refused in the registry', () => {
  expect(
    watched(`canary: true\nregistries: [{ ${RAW} }, { host: ${ECR}, probe: off, publish: [file] }]`),
  ).toEqual([false, false]);
  expect(problemsOf(`registries: [{ canary: true, ${RAW} }]`)).toEqual(['1:24 nothing-to-watch']);
  expect(problemsOf(`probe: off\nregistries: [{ canary: true, host: ${ECR}, publish: [file] }]`)).toEqual([
    '2:24 nothing-to-watch',
  ]);
});

describe('the schedule', () => {
  const schedulesOf = (text: string) => canarySchedules(compile(text, 'registries.yml'));

  test('is there for the functions that have something to look at, and for no other', () => {
    expect(schedulesOf(`registries: [{ host: ${ECR}, publish: [file] }]`)).toEqual({});
    expect(Object.keys(schedulesOf(`canary: true\nregistries: [{ host: ${ECR}, publish: [file] }]`))).toEqual(
      ['RefreshEcrCanarySchedule'],
    );
  });

  test('comes twice a cadence, with the event of a canary', () => {
    const [schedule] = Object.values(
      schedulesOf(`canary: true\nregistries: [{ host: ${ECR}, publish: [file] }]`),
    );
    expect(schedule).toMatchObject({
      Properties: {
        ScheduleExpression: 'rate(90 minutes)',
        Target: { Arn: { 'Fn::GetAtt': ['RefreshEcrLambdaFunction', 'Arn'] }, Input: '{"canary":true}' },
      },
    });
  });

  test('has a visit half-way between any two runs, wherever it begins', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 2_880 }),
        fc.nat(),
        fc.nat({ max: 50 }),
        (minutes, offset, runs) => {
          const cadenceMs = minutes * 60_000;
          const everyMs = canaryCadence(cadenceMs);
          const ranAt = runs * cadenceMs;
          const first = offset % everyMs;
          const visits = Array.from(
            { length: 6 },
            (_, n) => first + (Math.floor(ranAt / everyMs) - 1 + n) * everyMs,
          );
          const between = visits.filter((at) => at >= ranAt && at < ranAt + cadenceMs);
          expect(between.some((at) => isHalfWay(at - ranAt, cadenceMs))).toBe(true);
        },
      ),
    );
  });
});
