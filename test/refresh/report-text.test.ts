import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { mergeReports } from '../../lib/refresh/merge-reports.ts';
import { type MintOutcome, type Outcome, reportOf } from '../../lib/refresh/report.ts';
import { reportText } from '../../lib/refresh/report-text.ts';
import type { Paint } from '../../lib/text/paint.ts';
import { at, ECR, HOUR, MINUTE, NOW } from '../status/entries.ts';

const CONFIG = compile(
  `
registries:
  - { host: ${ECR}, image: 'models/llama:prod', publish: [file, { backend: file, name: again }] }
  - { host: ghcr.io, credentials: { username: a, password: { from: env, id: A } }, publish: [file] }
  - { host: quay.io, credentials: { username: b, password: { from: env, id: B } }, publish: [file] }
`,
  'registries.yml',
);
const NAME = `DOCKER_REGISTRY_${ECR}`;
const outcome = (host: string, more: Partial<Outcome> = {}): Outcome => ({
  host,
  backend: 'file',
  name: `DOCKER_REGISTRY_${host}`,
  format: 'docker-auth',
  outcome: 'published',
  ...more,
});
const plain: Paint = (_, text) => text;
const coloured: Paint = (colour, text) => `<${colour} ${text}>`;
const text = (
  publications: Outcome[],
  mints: MintOutcome[] = [],
  options: Partial<Parameters<typeof reportText>[2]> = {},
) =>
  reportText(reportOf(publications, NOW, NOW, false, mints), CONFIG, { paint: plain, now: NOW, ...options });

describe('a report for people', () => {
  test('has the mints, and then a paragraph for each host in the order of registries.yml', () => {
    const mints: MintOutcome[] = [
      { source: 'ecr us-east-1', outcome: 'minted' },
      { source: 'stored ghcr.io', outcome: 'failed', kind: 'denied' },
    ];
    const publications = [
      outcome('ghcr.io', { outcome: 'failed' }),
      outcome(ECR, { expiresAt: at(12 * HOUR), publishedAt: at(0), probe: 'pulls' }),
      outcome(ECR, { name: 'again', outcome: 'fresh', probe: 'signs-in' }),
    ];
    expect(text(publications, mints)).toBe(
      [
        '  minted  ecr us-east-1',
        '  failed  stored ghcr.io  denied',
        '',
        `  ${ECR}  lives until Sun 08:27, 12 h`,
        `    published  file  ${NAME}  pulls models/llama:prod`,
        `    fresh      file  again${' '.repeat(NAME.length - 5)}  signs-in`,
        '',
        '  ghcr.io',
        '    failed  file  DOCKER_REGISTRY_ghcr.io',
        '',
      ].join('\n'),
    );
  });

  test('says that nothing was minted', () => {
    expect(text([])).toBe('  minted nothing\n');
    expect(text([], [{ source: 'x', outcome: 'minted' }], { mints: [] })).toBe('  minted nothing\n');
  });

  test('colours what failed red, and the rest green', () => {
    const mints: MintOutcome[] = [{ source: 'ecr', outcome: 'failed' }];
    const said = text([outcome(ECR), outcome('ghcr.io', { outcome: 'failed' })], mints, { paint: coloured });
    expect(said).toContain('<red failed>  ecr\n');
    expect(said).toContain(`<bold ${ECR}>`);
    expect(said).toContain('<green published>');
    expect(said).toContain('<red failed>  file');
  });

  test.each([
    ['that has no end', { publishedAt: at(0) }, '  lives until it is revoked'],
    ['of which nothing is stored', {}, ''],
    ['to the minute', { expiresAt: at(HOUR + 20_000) }, '  lives until Sat 21:27, 1 h'],
    ['to the nearest minute', { expiresAt: at(2 * MINUTE - 20_000) }, '  lives until Sat 20:28, 2 min'],
  ])('says how long a secret lives %s', (_, more, life) => {
    const publications = [outcome(ECR, { name: 'again', outcome: 'failed' }), outcome(ECR, more)];
    expect(text(publications).split('\n')[2]).toBe(`  ${ECR}${life}`);
  });

  test('takes other words for mints and proofs from who knows more', () => {
    const said = text([outcome(ECR, { probe: 'pulls' })], [], {
      mints: [['minted', 'by somebody']],
      proofOf: ({ host }) => `proof of ${host}`,
    });
    expect(said).toContain('  minted  by somebody\n');
    expect(said).toContain(`${NAME}  proof of ${ECR}\n`);
  });

  test('fits the terminal: the verdict of a long name goes below', () => {
    const lines = text([outcome(ECR, { probe: 'signs-in' })], [], { width: 80 }).split('\n');
    expect(lines.slice(3, 5)).toEqual([`    published  file  ${NAME}`, '        signs-in']);
  });
});

describe('the reports of several functions', () => {
  const LATER = new Date(NOW.getTime() + MINUTE);
  const one = reportOf([outcome('ghcr.io'), outcome('gone.example')], LATER, LATER, false, [
    { source: 'a', outcome: 'minted' },
  ]);
  const other = {
    ...reportOf([outcome('quay.io', { outcome: 'failed' }), outcome(ECR)], NOW, NOW, true, [
      { source: 'b', outcome: 'failed' },
    ]),
    unreadable: 2,
  };

  test('are one, in the order of registries.yml, from the first beginning to now', () => {
    const merged = mergeReports([{ ...one, unreadable: 1 }, other], CONFIG, LATER);
    expect(merged.publications.map(({ host }) => host)).toEqual([ECR, 'ghcr.io', 'quay.io', 'gone.example']);
    expect(merged).toMatchObject({
      startedAt: NOW.toISOString(),
      finishedAt: LATER.toISOString(),
      dryRun: true,
      counts: { published: 3, failed: 1 },
      unreadable: 3,
      mints: [{ source: 'a' }, { source: 'b' }],
    });
    expect(mergeReports([one], CONFIG, LATER).dryRun).toBe(false);
  });

  test('are empty where no function has work', () => {
    expect(mergeReports([], CONFIG, NOW)).toEqual(reportOf([], NOW, NOW, false));
  });
});
