import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { problemsWithDeployed } from '../../lib/deployment/deployed-schedule.ts';

const CONFIG = compile('registries: [{ host: public.ecr.aws, publish: [file] }]', 'registries.yml');
const ARN = { 'Fn::GetAtt': ['RefreshEcrLambdaFunction', 'Arn'] };

const scheduled = (expression: string, more = {}) => ({
  Some: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: { ScheduleExpression: expression, Target: { Arn: ARN }, ...more },
  },
});

describe('a template may be deployed', () => {
  test.each(['rate(3 hours)', 'rate(180 minutes)', 'rate( 3 hours )'])('with %s for 3 h', (expression) => {
    expect(problemsWithDeployed(scheduled(expression), CONFIG)).toEqual([]);
  });

  test('with whatever it says of functions that have nothing to refresh', () => {
    const other = { Fn: ARN, Target: { Arn: { 'Fn::GetAtt': ['RefreshStoredLambdaFunction', 'Arn'] } } };
    const resources = {
      ...scheduled('rate(3 hours)'),
      Other: { Properties: { ...other, ScheduleExpression: 'rate(9 days)' } },
      Queue: { Properties: { MessageRetentionPeriod: 1 } },
      Bare: {},
    };
    expect(problemsWithDeployed(resources, CONFIG)).toEqual([]);
  });
});

const CANARY = {
  Canary: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: { ScheduleExpression: 'rate(90 minutes)', Target: { Arn: ARN, Input: '{"canary":true}' } },
  },
};

test('the schedule of a canary is no schedule of a refresh, neither a wrong one nor a right one', () => {
  expect(problemsWithDeployed({ ...scheduled('rate(3 hours)'), ...CANARY }, CONFIG)).toEqual([]);
  expect(problemsWithDeployed(CANARY, CONFIG)).toEqual([expect.stringContaining('nothing runs refreshEcr')]);
});

const remedy = (cadence: string) =>
  `remove it from serverless.yml, and set it in registries.yml under schedule: { refreshEcr: ${cadence} }`;

describe('a template is refused', () => {
  test.each([
    [
      'another rate',
      scheduled('rate(6 hours)'),
      'refreshEcr has the schedule rate(6 hours), but registries.yml says every 3 h',
      '6 h',
    ],
    [
      'a rate nobody knows',
      scheduled('rate(3 weeks)'),
      'refreshEcr has the schedule rate(3 weeks), but',
      '3 h',
    ],
    ['a cron', scheduled('cron(0 */3 * * ? *)'), 'which does not give the time between two runs', '3 h'],
    ['a single run', scheduled('at(2026-11-21T00:00:00)'), 'the time between two runs', '3 h'],
    ['one that is off', scheduled('rate(3 hours)', { State: 'DISABLED' }), 'has a disabled schedule', '3 h'],
    ['none', {}, 'nothing runs refreshEcr', '3 h'],
    [
      'a rule beside it, as events make it',
      {
        ...scheduled('rate(3 hours)'),
        Rule: { Properties: { ScheduleExpression: 'rate(1 hour)', Targets: [{ Id: 'one', Arn: ARN }] } },
      },
      'refreshEcr has the schedule rate(1 hour)',
      '1 h',
    ],
  ])('for %s, with the place to change it', (_, resources, said, cadence) => {
    const problems = problemsWithDeployed(resources, CONFIG);
    expect(problems).toEqual([expect.stringContaining(said)]);
    expect(problems[0]?.endsWith(remedy(cadence))).toBe(true);
  });
});
