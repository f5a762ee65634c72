import { styleText } from 'node:util';
import type { Config, Registry } from '../../lib/config/config.ts';
import type { Outcome, Report } from '../../lib/refresh/report.ts';
import { reportText } from '../../lib/refresh/report-text.ts';
import type { PullResult } from '../../sandbox/pull.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { prove } from './proof.ts';

/** Prints what a run minted and published, and what a pull says of it. True when all of it is well. */
export async function show(report: Report, config: Config, sandbox: Sandbox): Promise<boolean> {
  const proofs = new Map<Outcome, { pulled: PullResult | undefined; image: string | undefined }>();
  for (const outcome of report.publications) {
    const registry = config.registries.find((each) => publicationOf(outcome, each) !== undefined);
    const publication = registry && publicationOf(outcome, registry);
    const pulled = publication && (await prove(publication, registry, sandbox));
    proofs.set(outcome, { pulled, image: registry?.image });
  }
  const text = reportText(report, config, {
    paint: (colour, words) => styleText(colour, words),
    now: sandbox.clock.now(),
    mints: mintsIn(sandbox),
    proofOf: (outcome) => proofOf(proofs.get(outcome)?.pulled, proofs.get(outcome)?.image),
  });
  process.stdout.write(text);
  return report.publications.every(
    (each) => /^(?:published|fresh)$/.test(each.outcome) && proofs.get(each)?.pulled?.pulled !== false,
  );
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

function publicationOf({ backend, name }: Outcome, { publish }: Registry) {
  return publish.find((each) => each.backend === backend && each.name === name);
}

function proofOf(pulled: PullResult | undefined, image: string | undefined): string {
  if (pulled === undefined || image === undefined) return styleText('dim', 'no image to pull');
  if (pulled.pulled) return `${styleText('green', 'pulls')} ${image}`;
  return `${styleText('red', 'does not pull')} ${image}: ${pulled.status} ${pulled.code} ${pulled.message}`;
}
