import { styleText } from 'node:util';
import type { Config, Registry } from '../../lib/config/config.ts';
import type { Outcome, Report } from '../../lib/refresh/report.ts';
import { duration } from '../../lib/text/duration.ts';
import { table } from '../../lib/text/table.ts';
import type { PullResult } from '../../sandbox/pull.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { prove } from './proof.ts';

/** Prints what a run minted and published, and what a pull says of it. True when all of it is well. */
export async function show({ publications }: Report, config: Config, sandbox: Sandbox): Promise<boolean> {
  console.log(indent(table(mintsIn(sandbox))));
  let well = true;
  for (const registry of config.registries) {
    const outcomes = publications.filter((outcome) => publicationOf(outcome, registry) !== undefined);
    if (outcomes.length === 0) continue;
    const rows = await Promise.all(outcomes.map((outcome) => rowOf(outcome, registry, sandbox)));
    well &&= rows.every((row) => row.well);
    console.log(`\n  ${styleText('bold', registry.host.host)}${lifeOf(outcomes, sandbox)}`);
    console.log(indent(table(rows.map(({ cells }) => ['', ...cells]))));
  }
  return well;
}

function mintsIn({ calls }: Sandbox): string[][] {
  const names = new Map([
    ['ecr', 'ECR'],
    ['ecr-public', 'ECR Public'],
  ]);
  const mints = calls.where({ operation: 'GetAuthorizationToken', outcome: 'ok' });
  const reads = calls.where({ operation: 'GetSecretValue', outcome: 'ok' });
  const google = ['google-sts', 'google-oauth', 'iamcredentials'].flatMap((service) =>
    calls.where({ service, outcome: 'ok' }),
  );
  if (mints.length + reads.length + google.length === 0) return [['minted nothing']];
  return [
    ...mints.map(({ service, region, principal }) => [
      'minted',
      names.get(service) ?? service,
      region ?? '',
      styleText('dim', `as ${principal ?? 'nobody'}`),
    ]),
    ...google.map(({ operation, principal, resource }) => [
      operation === 'generateAccessToken' ? 'acted' : 'minted',
      'Google',
      '',
      styleText('dim', `as ${operation === 'generateAccessToken' ? resource : principal}`),
    ]),
    ...reads.map(({ region, resource }) => ['read', 'Secrets Manager', region ?? '', resource ?? '']),
  ];
}

function lifeOf(outcomes: Outcome[], { clock }: Sandbox): string {
  const expiresAt = outcomes.find((each) => each.expiresAt !== undefined)?.expiresAt;
  if (expiresAt === undefined) {
    return outcomes.some(({ publishedAt }) => publishedAt !== undefined)
      ? '  lives until somebody revokes it'
      : '';
  }
  // To the minute: what the run itself took is of no interest.
  const left = Math.round((Date.parse(expiresAt) - clock.now().getTime()) / 60_000) * 60_000;
  return `  lives until ${clockTime(new Date(expiresAt))}, ${duration(left)}`;
}

function publicationOf({ backend, name }: Outcome, { publish }: Registry) {
  return publish.find((each) => each.backend === backend && each.name === name);
}

async function rowOf(outcome: Outcome, registry: Registry, sandbox: Sandbox) {
  const publication = publicationOf(outcome, registry);
  const pulled = publication && (await prove(publication, registry, sandbox));
  const good = outcome.outcome === 'published' || outcome.outcome === 'fresh';
  const well = good && pulled?.pulled !== false;
  const state = styleText(good ? 'green' : 'red', outcome.outcome);
  return { well, cells: [state, outcome.backend, outcome.name, proofOf(pulled, registry.image)] };
}

function proofOf(pulled: PullResult | undefined, image: string | undefined): string {
  if (pulled === undefined || image === undefined) return styleText('dim', 'no image to pull');
  if (pulled.pulled) return `${styleText('green', 'pulls')} ${image}`;
  return `${styleText('red', 'does not pull')} ${image}: ${pulled.status} ${pulled.code} ${pulled.message}`;
}

/** `Sat 08:23`, in UTC as all times of the project. */
export function clockTime(time: Date): string {
  return `${['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][time.getUTCDay()]} ${time.toISOString().slice(11, 16)}`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
