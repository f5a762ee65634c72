import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { deployedChecks } from '../../lib/doctor/deployed-checks.ts';
import { deployedReport } from '../../lib/doctor/deployed-report.ts';
import { runChecks } from '../../lib/doctor/run-checks.ts';
import { listen } from '../../sandbox/http.ts';
import { pullkeeper } from './pullkeeper.ts';

const ACCOUNT = '123456789012';
const CONFIG = compile(
  `registries: [{ host: ${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com, publish: [file] }]`,
  'registries.yml',
);
const ABOUT = { version: '1.2.3', node: 'v24.1.0', region: 'us-east-1' };

/** What the aws command prints, by its first two words. */
const answers = (url: string): Record<string, unknown> => ({
  'cloudformation describe-stacks': {
    Stacks: [
      {
        StackStatus: 'UPDATE_COMPLETE',
        Outputs: [
          { OutputKey: 'HttpApiUrl', OutputValue: url },
          {
            OutputKey: 'AlarmTopicArn',
            OutputValue: `arn:aws:sns:us-east-1:${ACCOUNT}:pullkeeper-prod-alarms`,
          },
          { OutputKey: 'FailureQueueUrl', OutputValue: `https://sqs.example/${ACCOUNT}/queue` },
        ],
      },
    ],
  },
  'cloudformation describe-stack-resources': {
    StackResources: [
      ['AWS::Scheduler::Schedule', 'RefreshEcrSchedule', 'default|pullkeeper-prod-RefreshEcrSchedule-ABC'],
      ['AWS::Events::Rule', 'RefreshStoredRule1', 'pullkeeper-prod-stored-1'],
      ['AWS::Lambda::Function', 'RefreshEcrLambdaFunction', 'pullkeeper-prod-refreshEcr'],
    ].map(([ResourceType, LogicalResourceId, PhysicalResourceId]) => ({
      ResourceType,
      LogicalResourceId,
      PhysicalResourceId,
    })),
  },
  'scheduler get-schedule': { State: 'ENABLED', ScheduleExpression: 'rate(3 hours)' },
  'events describe-rule': { State: 'ENABLED' },
  'cloudwatch describe-alarms': {
    MetricAlarms: [
      { AlarmName: 'pullkeeper-prod-refreshEcr-errors', StateValue: 'OK', ActionsEnabled: true },
    ],
  },
  'sns list-subscriptions-by-topic': {
    Subscriptions: [{ SubscriptionArn: `arn:aws:sns:us-east-1:${ACCOUNT}:a:b` }],
  },
  'sqs get-queue-attributes': { Attributes: { ApproximateNumberOfMessages: '0' } },
});

async function report(
  changes: Record<string, unknown> = {},
  { status = 403, counts = { failed: 0, planned: 1 } } = {},
) {
  const api = await listen(async () => ({ status, headers: {}, body: '' }));
  try {
    const all = { ...answers(api.url), ...changes };
    const checks = deployedChecks({
      config: CONFIG,
      stack: 'pullkeeper-prod',
      aws: async ([service, operation]) => all[`${service} ${operation}`],
      invoke: async () => ({ counts }),
    });
    const results = await runChecks(checks);
    return { results, text: deployedReport(results, CONFIG, ABOUT) };
  } finally {
    await api.stop();
  }
}

describe('doctor --deployed', () => {
  test('finds nothing wrong with a good deployment, and says so in a report', async () => {
    const { results, text } = await report();
    expect(results.filter(({ outcome }) => outcome !== 'fine')).toEqual([]);
    expect(text).toBe(`pullkeeper 1.2.3, Node v24.1.0, us-east-1
registries: 1 (ecr)
sources: ecr
backends: file
fine         stack: UPDATE_COMPLETE
fine         schedule of refreshEcr: rate(3 hours)
fine         rules: 1 enabled
fine         alarms: 1, none in alarm
fine         e-mail: 1 confirmed
fine         failure queue: empty
fine         dry run of refreshEcr: 1 planned
fine         HTTP API: rejects an unsigned request with 403
`);
  });

  test.each<[what: string, outcome: string, changes: Record<string, unknown>]>([
    [
      'schedule of refreshEcr',
      'wrong',
      { 'scheduler get-schedule': { State: 'DISABLED', ScheduleExpression: 'rate(3 hours)' } },
    ],
    [
      'schedule of refreshEcr',
      'wrong',
      { 'scheduler get-schedule': { State: 'ENABLED', ScheduleExpression: 'rate(1 day)' } },
    ],
    ['rules', 'wrong', { 'events describe-rule': { State: 'DISABLED' } }],
    ['alarms', 'wrong', { 'cloudwatch describe-alarms': { MetricAlarms: [] } }],
    [
      'e-mail',
      'warning',
      { 'sns list-subscriptions-by-topic': { Subscriptions: [{ SubscriptionArn: 'PendingConfirmation' }] } },
    ],
    [
      'failure queue',
      'warning',
      { 'sqs get-queue-attributes': { Attributes: { ApproximateNumberOfMessages: '2' } } },
    ],
    [
      'stack',
      'wrong',
      { 'cloudformation describe-stacks': { Stacks: [{ StackStatus: 'UPDATE_ROLLBACK_FAILED' }] } },
    ],
  ])('tells of the %s: %s', async (name, outcome, changes) => {
    const { results } = await report(changes);
    expect(results.find((result) => result.name === name)).toMatchObject({
      outcome,
      hint: expect.stringMatching(/\w/),
    });
  });

  test('tells of an API that anybody may call, and of a dry run that fails', async () => {
    const { results } = await report({}, { status: 200, counts: { failed: 1, planned: 0 } });
    expect(results.filter(({ outcome }) => outcome === 'wrong').map(({ name }) => name)).toEqual([
      'dry run of refreshEcr',
      'HTTP API',
    ]);
  });

  test('has no account, host or address in its report, whatever the answers have', async () => {
    const alarm = { AlarmName: `pullkeeper-prod-${ACCOUNT}-errors`, StateValue: 'ALARM' };
    const { text } = await report({ 'cloudwatch describe-alarms': { MetricAlarms: [alarm] } });
    expect(text).not.toMatch(/\d{12}|amazonaws|https?:/);
  });
});

describe('pullkeeper doctor --deployed', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
    writeFileSync(join(folder, 'registries.yml'), 'registries: [{ host: public.ecr.aws, publish: [file] }]');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('says what is missing where there is no aws command, and ends with 1', async () => {
    const { code, stdout } = await pullkeeper(['doctor', '--deployed'], {
      cwd: folder,
      env: { PATH: folder },
    });
    expect(stdout).toContain('stack: the aws command was not found');
    expect(code).toBe(1);
  });
});
