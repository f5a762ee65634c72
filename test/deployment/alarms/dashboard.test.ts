import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../lib/config/file/compile.ts';
import { dashboardBody } from '../../../lib/deployment/alarms/dashboard.ts';
import { METRICS } from '../../../lib/telemetry/measurement.ts';

const DEPLOYED = { service: 'pullkeeper', stage: 'prod', region: 'us-east-1' };
const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

/** The body as CloudWatch gets it: with the names that CloudFormation fills in, and without what it leaves alone. */
function bodyOf(yaml: string) {
  const sub = dashboardBody(compile(yaml, 'registries.yml'), DEPLOYED);
  const filled = sub.replaceAll(/\$\{(?!!)[\w.:]+\}/g, 'filled').replaceAll('${!', '${');
  const body: { widgets: Widget[] } = JSON.parse(filled);
  return body;
}

interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { title: string; region?: string; alarms?: string[]; metrics?: unknown[][] };
}

const titles = (yaml: string) => bodyOf(yaml).widgets.map(({ properties }) => properties.title);

describe('the dashboard', () => {
  const { widgets } = bodyOf(readFileSync('test/e2e/everything.yml', 'utf8'));

  test('shows what lives how long, what was published and what failed, and what it runs on', () => {
    expect(widgets.map(({ properties }) => properties.title)).toEqual([
      'Alarms',
      'Seconds to live: the first to die',
      'Seconds to live: each secret',
      'Published',
      'Failed, and why',
      'Mints',
      'How long runs take',
      'Failed runs in the queue',
    ]);
  });

  test('covers its columns without a gap, and nothing twice', () => {
    const rows = Map.groupBy(widgets, ({ y }) => y);
    for (const row of rows.values()) {
      let column = 0;
      for (const { x, width } of row) {
        expect(x).toBe(column);
        column += width;
      }
      expect(column).toBe(24);
    }
  });

  test('asks for metrics that there are', () => {
    for (const { properties } of widgets.filter(({ type }) => type === 'metric')) {
      expect(properties.region).toBe('filled');
      expect(properties.metrics).not.toEqual([]);
      for (const [first, name] of properties.metrics ?? []) {
        if (first === 'pullkeeper') expect(Object.keys(METRICS)).toContain(name);
      }
    }
  });

  test('keeps for CloudWatch what CloudWatch fills in itself', () => {
    expect(JSON.stringify(widgets)).toMatch(
      /SecondsToLive \$\{PROP\('Dim\.backend'\)\} \$\{PROP\('Dim\.secret'\)\}/,
    );
  });

  test('shows each publication and each mint only where they are measured', () => {
    const names = Array.from({ length: 51 }, (_, index) => `{ backend: file, name: pull-${index} }`).join(
      ', ',
    );

    expect(titles(`registries: [{ host: ${ECR}, publish: [${names}] }]`)).not.toContain(
      'Seconds to live: each secret',
    );
    expect(titles(`registries: [{ host: ${ECR}, publish: [file] }]`)).toContain('Mints');
  });

  test('shows what died early where a canary looks', () => {
    const failed = (yaml: string) =>
      JSON.stringify(bodyOf(yaml).widgets.find(({ properties }) => properties.title === 'Failed, and why'));

    expect(failed(`canary: true\nregistries: [{ host: ${ECR}, publish: [file] }]`)).toContain(
      '"DiedEarly","stage","prod","function","refreshEcr"',
    );
    expect(failed(`registries: [{ host: ${ECR}, publish: [file] }]`)).not.toContain('DiedEarly');
  });

  test('has no graph of lives where nothing has an end', () => {
    const stored =
      'registries: [{ host: ghcr.io, credentials: { username: a, password: { from: env, id: B } }, publish: [file] }]';

    expect(titles(stored)).not.toContain('Seconds to live: the first to die');
  });
});
