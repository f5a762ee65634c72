import { type HttpResponse, responseOf } from '../api/problem.ts';
import { STATES } from '../status/state.ts';
import type { Status } from '../status/status.ts';
import type { RunCounts } from './run-counts.ts';

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
const TYPE = 'text/plain; version=0.0.4; charset=utf-8';

type Sample = [labels: Record<string, string>, value: number];

/** The publications in the format of Prometheus. A secret without an end has no seconds to live. */
export function answerMetrics(status: Status, counts: RunCounts): HttpResponse {
  const { publications } = status;
  const place = ({ host, backend, name }: { host: string; backend: string; name: string }) => ({
    host,
    backend,
    name,
  });
  const families = [
    family(
      'seconds_to_live',
      'gauge',
      'How long the published secret lives; 0 if it is dead or missing.',
      publications.flatMap((each): Sample[] => {
        const { secondsToLive, state } = each;
        const seconds = secondsToLive ?? (state === 'unpublished' ? 0 : undefined);
        return seconds === undefined ? [] : [[place(each), Math.max(0, seconds)]];
      }),
    ),
    family(
      'low_mark_seconds',
      'gauge',
      'Below this many seconds to live a secret is in danger.',
      publications.map((each): Sample => [place(each), each.threshold]),
    ),
    family(
      'last_success_timestamp_seconds',
      'gauge',
      'When it was last published.',
      publications.flatMap((each): Sample[] =>
        each.publishedAt === undefined ? [] : [[place(each), Date.parse(each.publishedAt) / 1_000]],
      ),
    ),
    family(
      'failing',
      'gauge',
      'Whether the last attempt failed, and why.',
      publications.flatMap((each): Sample[] =>
        each.failed === undefined ? [] : [[{ ...place(each), kind: each.failed.kind }, 1]],
      ),
    ),
    family(
      'failures_total',
      'counter',
      'Failed attempts since this process began, by kind.',
      counts.failures.map((each): Sample => [{ ...place(each), kind: each.kind }, each.count]),
    ),
    family(
      'runs_total',
      'counter',
      'Runs since this process began.',
      counts.runs.flatMap(([name, { ok, failed }]): Sample[] => [
        [{ function: name, outcome: 'ok' }, ok],
        [{ function: name, outcome: 'failed' }, failed],
      ]),
    ),
    family(
      'publications',
      'gauge',
      'The number of publications in each state.',
      STATES.map((state): Sample => [{ state }, status.counts[state]]),
    ),
  ];
  return responseOf(families.join(''), TYPE);
}

function family(name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]): string {
  const full = `pullkeeper_${name}`;
  const lines = samples.map(([labels, value]) => `${full}{${labelsIn(labels)}} ${value}\n`);
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${lines.join('')}`;
}

function labelsIn(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`)
    .join(',');
}
