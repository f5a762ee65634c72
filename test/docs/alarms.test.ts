import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { ALARM_KINDS } from '../../lib/deployment/alarms/alarm.ts';
import { alarmsFor } from '../../lib/deployment/alarms/alarms.ts';

const page = readFileSync('docs/alarms.md', 'utf8');

const USUAL = `
identities: { gar: { type: google-workload-identity, provider: projects/1/locations/global/workloadIdentityPools/aws/providers/lambda } }
registries:
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [file] }
  - { host: us-docker.pkg.dev, identity: gar, publish: [file] }
`;

test.each(ALARM_KINDS)('has a section for %s, where the e-mail leads to', (kind) => {
  expect(page).toMatch(new RegExp(`^## ${kind}$`, 'm'));
});

test('gives the times that the e-mails of the usual cadences give', () => {
  const alarms = alarmsFor(compile(USUAL, 'x'), { service: 's', stage: 'prod', region: 'us-east-1' });
  const times = alarms.flatMap(({ description }) => {
    const [, time] =
      /(?:less than|secrets die in|run, within) (.+?)(?: to live:|\.|, or)/.exec(description) ?? [];
    return time ?? [];
  });

  expect(times).toEqual([
    ...['3 h 45 min', '7 h 30 min', '2 h 45 min to 5 h'],
    ...['18 min 45 s', '37 min 30 s', '13 min 45 s to 25 min'],
  ]);
  for (const time of times) expect(page).toContain(time);
});
