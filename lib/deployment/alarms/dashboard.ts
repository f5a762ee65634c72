import { hasCanary } from '../../config/canary.ts';
import type { Config } from '../../config/config.ts';
import { type Life, livesOf } from '../../config/lives.ts';
import { isMeasuredSingly } from '../../config/measured.ts';
import type { RefreshFunction } from '../../config/schema/refresh-functions.ts';
import { functionsInUse } from '../../config/serving.ts';
import { type MetricName, NAMESPACE } from '../../telemetry/measurement.ts';
import { duration } from '../../text/duration.ts';
import { functionId } from '../names.ts';
import { alarmName, type Deployment } from './alarm.ts';
import { alarmsFor } from './alarms.ts';

/** A CloudWatch dashboard has 24 columns. All widgets of this one have the same height. */
const WIDTH = 24;
const HEIGHT = 6;

/** Totals of an hour: fine enough to show the runs of each function. */
const HOUR_S = 3_600;

interface Widget {
  type: 'alarm' | 'metric';
  properties: Record<string, unknown>;
}

/**
 * Returns the body of the dashboard: lives, publications, failures, durations and the failure queue. Fn::Sub replaces each
 * `${Name}` in it.
 */
export function dashboardBody(config: Config, deployment: Deployment): string {
  const names = functionsInUse(config);
  const rows = [
    [alarms(config, deployment)],
    lives(names, config, deployment),
    [published(names, deployment), failed(names, config, deployment)],
    [...(isMeasuredSingly(config) ? [mints(deployment)] : []), durations(names), queue()],
  ];
  const widgets = rows.filter((row) => row.length > 0).flatMap(place);
  return JSON.stringify({ periodOverride: 'inherit', widgets });
}

/** The widgets of a row share its width. */
function place(row: readonly Widget[], index: number) {
  const width = WIDTH / row.length;
  return row.map((widget, column) => ({
    ...widget,
    x: column * width,
    y: index * HEIGHT,
    width,
    height: HEIGHT,
  }));
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const MOST_ALARMS = 100;

function alarms(config: Config, deployment: Deployment): Widget {
  const arn = (name: string) =>
    `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:${name}`;
  const all = alarmsFor(config, deployment);
  const properties = {
    title: 'Alarms',
    alarms: all.slice(0, MOST_ALARMS).map((alarm) => arn(alarmName(alarm, deployment))),
  };
  return { type: 'alarm', properties };
}

function lives(names: readonly RefreshFunction[], config: Config, deployment: Deployment) {
  const lines = names.flatMap((name) => livesOf(name, config).map((life) => ({ name, life })));
  if (lines.length === 0) return [];
  return [shortestLives(lines, deployment), ...(isMeasuredSingly(config) ? [everyLife(deployment)] : [])];
}

function shortestLives(lines: readonly { name: RefreshFunction; life: Life }[], { stage }: Deployment) {
  return graph('Seconds to live: the first to die', {
    metrics: lines.map(({ name, life }) => [
      ...[NAMESPACE, 'SecondsToLive', 'stage', stage, 'function', name, 'life', life.name],
      { stat: 'Minimum', label: `${name}, of ${life.name}` },
    ]),
    annotations: {
      horizontal: lines.map(({ life }) => ({
        value: life.lowMarkMs / 1_000,
        label: `low: ${duration(life.lowMarkMs)}`,
      })),
    },
  });
}

function everyLife(deployment: Deployment) {
  return graph('Seconds to live: each secret', {
    metrics: search(['backend', 'secret'], 'SecondsToLive', 'Minimum', deployment),
  });
}

function published(names: readonly RefreshFunction[], { stage }: Deployment) {
  return graph('Published', {
    stacked: true,
    metrics: names.map((name) => [
      ...[NAMESPACE, 'Published', 'stage', stage, 'function', name],
      { stat: 'Sum', label: name },
    ]),
  });
}

function failed(names: readonly RefreshFunction[], config: Config, deployment: Deployment) {
  return graph('Failed, and why', {
    stacked: true,
    metrics: [
      ...names.map((name) => [
        ...['AWS/Lambda', 'Errors', 'FunctionName', `\${${functionId(name)}}`],
        { stat: 'Sum', label: `runs of ${name}` },
      ]),
      ...search(['function', 'reason'], 'Failed', 'Sum', deployment),
      ...names
        .filter((name) => hasCanary(name, config))
        .map((name) => [
          ...[NAMESPACE, 'DiedEarly', 'stage', deployment.stage, 'function', name],
          { stat: 'Sum', label: `${name}, died early` },
        ]),
    ],
  });
}

function mints(deployment: Deployment) {
  const by = (metric: MetricName) => search(['function', 'source'], metric, 'Sum', deployment);
  return graph('Mints', { stacked: true, metrics: [...by('Minted'), ...by('MintFailed')] });
}

function durations(names: readonly RefreshFunction[]) {
  return graph('How long runs take', {
    metrics: names.map((name) => [
      ...['AWS/Lambda', 'Duration', 'FunctionName', `\${${functionId(name)}}`],
      { stat: 'Maximum', label: name },
    ]),
  });
}

function queue() {
  const name = ['QueueName', `\${FailureQueue.QueueName}`];
  return graph('Failed runs in the queue', {
    metrics: [
      ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', ...name, { stat: 'Maximum', label: 'messages' }],
      [
        'AWS/SQS',
        'ApproximateAgeOfOldestMessage',
        ...name,
        { stat: 'Maximum', label: 'age of the oldest, s', yAxis: 'right' },
      ],
    ],
  });
}

/** A search for all metrics with these dimensions. CloudWatch shows up to 500 of them. */
function search(dimensions: readonly string[], metric: MetricName, statistic: string, { stage }: Deployment) {
  const what = `{${[NAMESPACE, 'stage', ...dimensions].join(',')}} MetricName="${metric}" stage="${stage}"`;
  const expression = `SEARCH('${what}', '${statistic}', ${HOUR_S})`;
  const label = [metric, ...dimensions.map((name) => `\${!PROP('Dim.${name}')}`)].join(' '); // ! keeps it from Fn::Sub
  return [[{ expression, id: `each${metric}`, label }]];
}

function graph(title: string, properties: Record<string, unknown>): Widget {
  return {
    type: 'metric',
    properties: { title, view: 'timeSeries', region: `\${AWS::Region}`, period: HOUR_S, ...properties },
  };
}
