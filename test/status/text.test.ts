import { describe, expect, test } from 'vitest';
import { deployedCommands } from '../../lib/status/commands.ts';
import { statusOf } from '../../lib/status/status.ts';
import { formatStatus } from '../../lib/status/text.ts';
import {
  at,
  CONFIG,
  ECR,
  ecr,
  ending,
  endless,
  entryOf,
  FAILED,
  google,
  HOUR,
  MINUTE,
  NOW,
  WELL,
} from './entries.ts';

const textOf = (entries: Parameters<typeof statusOf>[1], width?: number) =>
  formatStatus(statusOf(CONFIG, entries, NOW), { colours: false, width });

describe('the status as text', () => {
  test('is a table alone when all is well', () => {
    expect(textOf(WELL)).toBe(`all 4 alive  at 2026-11-21 20:27 UTC

state  lives          until (UTC)       published  backend  name
alive  59 min         2026-11-21 21:26  1 min ago  file     DOCKER_REGISTRY_us-docker.pkg.dev
alive  11 h           2026-11-22 07:27  1 h ago    file     DOCKER_REGISTRY_${ECR}
alive  99 d           2027-02-28 20:27  1 h ago    file     DOCKER_REGISTRY_ghcr.io
alive  until revoked                    1 h ago    file     DOCKER_REGISTRY_nvcr.io
`);
  });

  test('tells a reason once, for all that it costs, and what to do', () => {
    const text = textOf([
      entryOf(ecr, { ago: 13 * HOUR, left: -HOUR }, { failed: FAILED }),
      entryOf(google, { ago: MINUTE, left: 59 * MINUTE }, { failed: FAILED }),
      entryOf(endless, { ago: 40 * HOUR }),
    ]);
    expect(text).toContain('1 dead, 1 unpublished, 1 overdue, 1 failing  at');
    expect(text).toMatch(/^dead +died 1 h ago +2026-11-21 19:27 +13 h ago/m);
    expect(text).toContain(`
1  failed 4 min ago, denied: ${FAILED.reason}
   do: npx pullkeeper doctor
   do: npx serverless invoke -f refreshEcr

2  never published; refreshStored runs every 1 d
   do: wait for the next run, or npx serverless invoke -f refreshStored

3  failed 4 min ago, denied: ${FAILED.reason}
   do: wait for the next run, or npx serverless invoke -f refreshArtifactRegistry

4  not published for 1 d 16 h, though refreshStored runs every 1 d
   do: npx serverless invoke -f refreshStored
   do: npx serverless logs -f refreshStored --startTime 12h
`);
    // Each row stands there once, with the number of its reason.
    for (const { name } of [ecr, google, ending, endless]) expect(text.split(name)).toHaveLength(2);
    expect(text).toMatch(/^dead .* 1 {2,}file +DOCKER_REGISTRY_1111/m);
    expect(text).toMatch(/^failing .* 3 {2,}file +DOCKER_REGISTRY_us-docker/m);
  });

  test('says of a stored credential whose end is near what to make, where to store it and what to change', () => {
    const late = new Date('2027-02-25T00:00:00Z');
    const published = { ago: 0, left: Date.parse('2027-03-01') - NOW.getTime() };
    const text = formatStatus(statusOf(CONFIG, [...WELL.slice(0, 2), entryOf(ending, published)], late), {
      colours: false,
    });
    expect(text).toContain(`  the ghcr.io password ends on 2027-03-01
   do: make a new one, store it in A, change "expires" in registries.yml, deploy, then npx serverless invoke -f refreshStored`);
  });

  test('has no old probe beside a secret that is dead', () => {
    const probed = { at: at(-9 * HOUR), verdict: 'pulls' };
    const text = textOf([{ ...entryOf(ecr, { ago: 13 * HOUR, left: -HOUR }), probed }]);
    expect(text).not.toContain('pulls');
  });

  test('leaves out what is well, if asked for problems alone', () => {
    const status = statusOf(CONFIG, WELL.slice(1), NOW);
    const text = formatStatus(status, { colours: false, problemsOnly: true });
    expect(text).toContain('1 unpublished, 3 alive');
    expect(text).toContain(ecr.name);
    expect(text).not.toContain(google.name);
    const well = formatStatus(statusOf(CONFIG, WELL, NOW), { colours: false, problemsOnly: true });
    expect(well).toBe('all 4 alive  at 2026-11-21 20:27 UTC\n');
  });

  test('breaks reasons at blanks where a terminal is narrow, and leaves commands whole', () => {
    const text = textOf([entryOf(ecr, { ago: 13 * HOUR, left: -HOUR }, { failed: FAILED })], 80);
    const lines = text.split('\n').filter((line) => !/DOCKER|npx|state|^\w+ +(?:died|$)/.test(line));
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(text).toContain('\n   do: npx serverless invoke -f refreshEcr\n');
  });

  test('says what a registry said of it, and when', () => {
    const probed = { at: at(-HOUR), verdict: 'pulls' };
    expect(textOf([{ ...entryOf(ecr, { ago: HOUR, left: 11 * HOUR }), probed }])).toContain('pulls, 1 h ago');
    expect(textOf(WELL)).not.toContain('probe');
  });

  test('says what stands there, where that is not what registries.yml says now', () => {
    const text = textOf([
      entryOf({ ...ecr, format: 'password' }, { ago: HOUR, left: 11 * HOUR }),
      entryOf({ ...google, host: 'gcr.io' }, { ago: HOUR, left: 11 * HOUR }),
    ]);
    expect(text).toContain('until the next run this name has a value in format password');
    expect(text).toContain('until the next run this name has the secret of gcr.io');
  });

  test('tells what nobody publishes any more', () => {
    const old = {
      ...entryOf(ecr, { ago: HOUR, left: 11 * HOUR }),
      id: '["aws-secrets-manager","eu-west-1","models/old"]',
    };
    expect(textOf([...WELL, old])).toMatch(
      /no longer in registries\.yml.*\n {3}do: .*\n {2}aws-secrets-manager eu-west-1 {2}models\/old/,
    );
  });

  test('puts names on lines of their own where a terminal is narrow', () => {
    const lines = textOf(WELL, 80).split('\n');
    expect(lines).toContain(`      DOCKER_REGISTRY_${ECR}`);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('says what to run in the stage that is looked at', () => {
    const text = formatStatus(statusOf(CONFIG, [], NOW), {
      colours: false,
      commands: deployedCommands({ stage: 'dev' }),
    });
    expect(text).toContain('npx serverless invoke -f refreshEcr --stage dev\n');
  });

  test('is coloured by state, for a terminal', () => {
    const text = formatStatus(statusOf(CONFIG, WELL, NOW), { colours: true });
    expect(text).toContain('\u001b[32malive\u001b[39m');
  });
});
