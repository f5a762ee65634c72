import { styleText } from 'node:util';
import { counter } from '../../cli/counter.ts';
import type { Config, Registry } from '../../lib/config/config.ts';
import type { Outcome, Report } from '../../lib/refresh/report.ts';
import { reportText } from '../../lib/refresh/report-text.ts';
import type { PullResult } from '../../sandbox/pull.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { prove } from './proof.ts';

interface Options {
  /** True leaves out the secrets that were published and pull. */
  problemsOnly: boolean;
}

interface Proof {
  pulled: PullResult | undefined;
  image: string | undefined;
}

/** Pulls with every secret of a run, and prints the report and the totals. True if nothing failed. */
export async function show(
  report: Report,
  config: Config,
  sandbox: Sandbox,
  { problemsOnly }: Options,
): Promise<boolean> {
  const proofs = await proofsOf(report, config, sandbox);
  const problems = report.publications.filter(
    (each) => !/^(?:published|fresh)$/.test(each.outcome) || proofs.get(each)?.pulled?.pulled === false,
  );
  const publications = problemsOnly ? problems : report.publications;
  const text = reportText({ ...report, publications }, config, {
    paint: (colour, words) => styleText(colour, words),
    now: sandbox.clock.now(),
    width: process.stdout.columns,
    mints: mintsIn(sandbox),
    proofOf: (outcome) => proofOf(proofs.get(outcome)?.pulled, proofs.get(outcome)?.image),
  });
  if (publications.length > 0) process.stdout.write(`${text}\n`);
  console.log(`  ${totals(report, [...proofs.values()])}`);
  return problems.length === 0;
}

async function proofsOf(
  { publications }: Report,
  config: Config,
  sandbox: Sandbox,
): Promise<Map<Outcome, Proof>> {
  using progress = counter(process.stderr, 'pulls', publications.length);
  const proofs = new Map<Outcome, Proof>();
  for (const outcome of publications) {
    const registry = config.registries.find((each) => publicationOf(outcome, each) !== undefined);
    const publication = registry && publicationOf(outcome, registry);
    const pulled = publication && (await prove(publication, registry, sandbox));
    proofs.set(outcome, { pulled, image: registry?.image });
    progress.count();
  }
  return proofs;
}

/** `3 published, 1 failed; 2 of 3 pulls succeed` */
function totals({ publications }: Report, proofs: readonly Proof[]): string {
  const counts = Map.groupBy(publications, ({ outcome }) => outcome);
  const outcomes = [...counts].map(([outcome, { length }]) => `${length} ${outcome}`).join(', ');
  const pulls = proofs.flatMap(({ pulled }) => pulled ?? []);
  const good = pulls.filter(({ pulled }) => pulled).length;
  return `${outcomes}; ${pulls.length === 0 ? 'no image to pull' : `${good} of ${pulls.length} pulls succeed`}`;
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
  return [
    ...mints.map(({ service, region, principal }) => [
      'minted',
      names.get(service) ?? service,
      region ?? '',
      styleText('dim', `as ${principal ?? 'unknown'}`),
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

function publicationOf({ backend, name }: Outcome, { publish }: Registry) {
  return publish.find((each) => each.backend === backend && each.name === name);
}

function proofOf(pulled: PullResult | undefined, image: string | undefined): string {
  if (pulled === undefined || image === undefined) return styleText('dim', 'no image to pull');
  if (pulled.pulled) return `${styleText('green', 'pulls')} ${image}`;
  return `${styleText('red', 'does not pull')} ${image}: ${pulled.status} ${pulled.code} ${pulled.message}`;
}
