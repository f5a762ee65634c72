import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Proof } from '../../lib/refresh/prove.ts';

const VERDICTS: Record<Proof['verdict'], true> = {
  pulls: true,
  'signs-in': true,
  open: true,
  expired: true,
  'wrong-region': true,
  'not-accepted': true,
  'no-pull-right': true,
  'no-such-image': true,
  unreachable: true,
  'not-a-registry': true,
  'untrusted-token-service': true,
  impossible: true,
};

test('docs/probe.md says what every answer means', () => {
  const [, answers = ''] = readFileSync('docs/probe.md', 'utf8').split('## What the answers mean');
  const explained = [...answers.matchAll(/^\| `([a-z-]+)` \| /gm)].map(([, verdict]) => verdict);
  expect(explained).toEqual(['probe', ...Object.keys(VERDICTS)]);
});
