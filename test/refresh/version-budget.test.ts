import { expect, test } from 'vitest';
import { rehearse } from '../rehearse.ts';

const MINUTE = 60_000;
const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const REGISTRIES = `
schedule: { refreshEcr: 15 min }
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries: [{ host: ${HOST}, publish: [aws] }]
`;

/** The sandbox refuses the 101st version of a day, as AWS does. */
test('runs that come too often never use up the versions of a day, and what is stored lives on', async () => {
  const { clock, report, sandbox } = await rehearse(REGISTRIES);
  const outcomes = new Set<string>();
  let postponed = 0;

  for (let run = 0; run < 112; run++) {
    const { publications } = await report();
    for (const { outcome, warning, expiresAt = '' } of publications) {
      outcomes.add(outcome);
      if (warning !== undefined) postponed++;
      expect(Date.parse(expiresAt) - clock.now().getTime()).toBeGreaterThan(15 * MINUTE);
    }
    clock.advance(13 * MINUTE); // 110 runs a day
  }

  expect([...outcomes].toSorted()).toEqual(['fresh', 'published']);
  expect(postponed).toBeGreaterThan(5);
  const auth = sandbox.secret(`DOCKER_REGISTRY_${HOST}`)?.value ?? '';
  expect(await sandbox.pull(HOST, 'models/llama', 'prod', auth)).not.toMatchObject({ status: 401 });
}, 240_000);
