import type { Config } from '../config/config.ts';
import { rateOf } from '../config/schedule.ts';
import { cadenceText } from '../config/schema/cadence.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import { functionsInUse } from '../config/serving.ts';
import { ALARM_KINDS } from '../deployment/alarms/alarm.ts';
import { functionId } from '../deployment/names.ts';
import { expressionFor } from '../deployment/schedules.ts';
import { isJsonObject } from '../json.ts';
import { objectsAt, textAt } from '../text/json-fields.ts';
import { type Answer, type Check, fine, notChecked, warning } from './check.ts';
import { type AwsCommand, type DeployedStack, describeStack } from './deployed-stack.ts';

interface Deployed {
  config: Config;
  /** The name of the stack. The names of its alarms begin with it. */
  stack: string;
  aws: AwsCommand;
  /** Invokes a function and returns its answer. */
  invoke: (functionName: string, event: object, signal: AbortSignal) => Promise<unknown>;
}

/**
 * The checks of a deployment. They change nothing. No answer contains text from outside, so the report can be published in
 * an issue.
 */
export function deployedChecks({ config, stack, aws, invoke }: Deployed): Check[] {
  let described: Promise<DeployedStack> | undefined;
  const stackOf = (signal: AbortSignal) => {
    described ??= describeStack(stack, aws, signal);
    return described;
  };
  const check = (
    name: string,
    ask: (stack: DeployedStack, signal: AbortSignal) => Promise<Answer>,
  ): Check => ({
    group: 'deployed',
    name,
    run: async (signal) => ask(await stackOf(signal), signal),
  });
  const serving = functionsInUse(config);
  return [
    check('stack', async ({ status }) =>
      /^(?:CREATE|UPDATE)_COMPLETE$/.test(status)
        ? fine(status)
        : wrong(status, 'read its events in CloudFormation'),
    ),
    ...serving.map((name) => check(`schedule of ${name}`, schedulesOf(name, config, aws))),
    check('rules', rules(aws)),
    check('alarms', async (_stack, signal) => alarms(await describeAlarms(stack, aws, signal))),
    check('e-mail', email(aws)),
    check('failure queue', failureQueue(aws)),
    ...serving.map((name) =>
      check(`dry run of ${name}`, async (deployed, signal) => {
        const functionName = nameOf(deployed, 'AWS::Lambda::Function', functionId(name));
        if (functionName === undefined) return wrong('there is no such function', 'deploy again');
        return dryRun(name, await invoke(functionName, { dryRun: true }, signal));
      }),
    ),
    check('HTTP API', httpApi),
  ];
}

/** Checks the schedule of a function, or the schedules of all its shards. */
function schedulesOf(name: RefreshFunction, { schedule }: Config, aws: AwsCommand) {
  return async (stack: DeployedStack, signal: AbortSignal): Promise<Answer> => {
    const id = functionId(name).replace('LambdaFunction', 'Schedule');
    const deployed = stack
      .ofType('AWS::Scheduler::Schedule')
      .filter(([logical]) => logical.startsWith(id) && /^\d*$/.test(logical.slice(id.length)));
    if (deployed.length === 0) return wrong('there is no schedule', 'deploy again');
    const of = deployed.length;
    const answers = await Promise.all(
      deployed.map(async ([logical, physical]) => {
        const found = await aws(['scheduler', 'get-schedule', '--name', lastPart(physical)], signal);
        const number = Number(logical.slice(id.length));
        return scheduleAnswer(
          found,
          expressionFor(schedule[name], number === 0 ? undefined : { number, of }),
        );
      }),
    );
    const bad = answers.find(({ outcome }) => outcome !== 'fine');
    return (
      bad ??
      fine(of === 1 ? rateOf(schedule[name]) : `${of} shards, each every ${cadenceText(schedule[name])}`)
    );
  };
}

function scheduleAnswer(deployed: unknown, wanted: string): Answer {
  if (textAt(deployed, 'State') !== 'ENABLED') return wrong('it is disabled', 'enable it, or deploy again');
  return textAt(deployed, 'ScheduleExpression') === wanted
    ? fine(wanted)
    : wrong(`its rate is not the rate of registries.yml: ${wanted}`, 'deploy again');
}

function rules(aws: AwsCommand) {
  return async (stack: DeployedStack, signal: AbortSignal): Promise<Answer> => {
    const all = stack.ofType('AWS::Events::Rule');
    const states = await Promise.all(
      all.map(async ([, name]) =>
        textAt(await aws(['events', 'describe-rule', '--name', lastPart(name)], signal), 'State'),
      ),
    );
    const disabled = states.filter((state) => state !== 'ENABLED').length;
    return disabled === 0
      ? fine(`${all.length} enabled`)
      : wrong(`${disabled} of ${all.length} disabled`, 'enable them');
  };
}

function describeAlarms(stack: string, aws: AwsCommand, signal: AbortSignal) {
  return aws(['cloudwatch', 'describe-alarms', '--alarm-name-prefix', `${stack}-`], signal);
}

function alarms(answer: unknown): Answer {
  const all = objectsAt(answer, 'MetricAlarms');
  const ringing = all.filter((alarm) => alarm.StateValue === 'ALARM').map(kindOf);
  const silenced = all.filter((alarm) => alarm.ActionsEnabled === false).map(kindOf);
  if (all.length === 0) return wrong('there are no alarms', 'deploy again');
  if (ringing.length > 0) return warning(`in alarm: ${ringing.join(', ')}`, 'docs/alarms.md says what to do');
  if (silenced.length > 0)
    return warning(`silenced: ${silenced.join(', ')}`, 'aws cloudwatch enable-alarm-actions');
  return fine(`${all.length}, none in alarm`);
}

/** The end of the alarm's name. The part before it is chosen by the user. */
function kindOf(alarm: unknown): string {
  const name = textAt(alarm, 'AlarmName') ?? '';
  return ALARM_KINDS.find((kind) => name.endsWith(`-${kind}`)) ?? 'another';
}

function email(aws: AwsCommand) {
  return async ({ outputs }: DeployedStack, signal: AbortSignal): Promise<Answer> => {
    const topic = outputs.get('AlarmTopicArn') ?? '';
    const words = ['sns', 'list-subscriptions-by-topic', '--topic-arn', topic];
    const all = objectsAt(await aws(words, signal), 'Subscriptions');
    const pending = all.filter((each) => !textAt(each, 'SubscriptionArn')?.startsWith('arn:'));
    if (all.length === 0)
      return warning('no subscription: no e-mail is sent', 'deploy with --param alarmEmail=you@example.com');
    return pending.length === 0
      ? fine(`${all.length} confirmed`)
      : warning(`${pending.length} of ${all.length} not confirmed`, 'follow the link in the first e-mail');
  };
}

function failureQueue(aws: AwsCommand) {
  return async ({ outputs }: DeployedStack, signal: AbortSignal): Promise<Answer> => {
    const url = outputs.get('FailureQueueUrl') ?? '';
    const name = 'ApproximateNumberOfMessages';
    const words = ['sqs', 'get-queue-attributes', '--queue-url', url, '--attribute-names', name];
    const answer = await aws(words, signal);
    const count = Number(textAt(isJsonObject(answer) ? answer.Attributes : undefined, name) ?? 0);
    return count === 0
      ? fine('empty')
      : warning(`${count} failed runs are waiting`, 'read them: docs/alarms.md#failure-queue');
  };
}

function dryRun(name: RefreshFunction, report: unknown): Answer {
  const counts = isJsonObject(report) ? report.counts : undefined;
  if (!isJsonObject(counts)) {
    return wrong(
      'the dry run fails',
      `npx serverless invoke -f ${name} -p events/refresh-dry-run.json says why`,
    );
  }
  const failed = Number(counts.failed);
  return failed === 0
    ? fine(`${counts.planned} planned`)
    : wrong(`${failed} fail`, 'npx pullkeeper doctor says why');
}

/** Sends an unsigned request: the API must reject it. */
async function httpApi({ outputs }: DeployedStack, signal: AbortSignal): Promise<Answer> {
  const url = outputs.get('HttpApiUrl');
  if (url === undefined) return notChecked('the stack has no output HttpApiUrl');
  const { status } = await fetch(`${url}/v1/status`, { signal, redirect: 'manual' });
  return status === 401 || status === 403
    ? fine(`rejects an unsigned request with ${status}`)
    : wrong(`answers an unsigned request with ${status}`, 'check the authorizer of its routes');
}

function nameOf(stack: DeployedStack, type: string, id: string): string | undefined {
  return stack.ofType(type).find(([logical]) => logical === id)?.[1];
}

/** A physical id may have a group or a bus before the name. */
function lastPart(physicalId: string): string {
  return physicalId.slice(Math.max(physicalId.lastIndexOf('/'), physicalId.lastIndexOf('|')) + 1);
}

function wrong(says: string, hint: string): Answer {
  return { outcome: 'wrong', says, hint };
}
