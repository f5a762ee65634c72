import { expect, test, vi } from 'vitest';
import { deny } from '../../sandbox/faults.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { rehearse } from '../rehearse.ts';

const MINUTE = 60_000;
const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const REGISTRIES = `
schedule: { refreshEcr: 15 min }
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  locked: { type: aws-secrets-manager, region: eu-west-1 }
registries: [{ host: ${HOST}, probe: off, publish: [aws, locked] }]
`;

/** Lambda tries an event that failed twice more. */
const ATTEMPTS_AT = [0, 1, 3];
const EVERY = 15;

/** What becomes of one publication without the ledger, while another one fails in each attempt. */
async function eventsWithoutLedger(
  events: number,
  containers: 'one container' | 'a container for each attempt',
) {
  vi.stubEnv('PULLKEEPER_TABLE', LEDGER_TABLE.name);
  const { clock, container, sandbox } = await rehearse(REGISTRIES);
  const always = { times: Number.POSITIVE_INFINITY, fault: deny };
  sandbox.faults.add({ service: 'dynamodb', ...always });
  sandbox.faults.add({ service: 'secretsmanager', region: 'eu-west-1', ...always });
  const outcomes: string[] = [];
  let { report } = container();
  for (let event = 0; event < events; event++) {
    const time = clock.now().toISOString();
    for (const [attempt, minute] of ATTEMPTS_AT.entries()) {
      if (containers !== 'one container') ({ report } = container());
      const { publications, counts, unreadable } = await report({ time });
      expect([counts.failed > 0, unreadable]).toEqual([true, 2]);
      const [{ outcome = '', kind = '' } = {}] = publications;
      outcomes.push(`${outcome} ${kind}`.trim());
      clock.advance(((ATTEMPTS_AT[attempt + 1] ?? EVERY) - minute) * MINUTE);
    }
  }
  return { outcomes, versions: sandbox.secret(`DOCKER_REGISTRY_${HOST}`)?.versions.length };
}

// Each attempt of each event would be 120 versions, and AWS takes 100 in a day.
test('a container publishes once an event, and its retries leave what it has published', async () => {
  const { outcomes, versions } = await eventsWithoutLedger(40, 'one container');
  expect(outcomes.filter((_, attempt) => attempt % 3 !== 0)).toEqual(Array(80).fill('fresh'));
  expect(new Set(outcomes)).toEqual(new Set(['published', 'fresh']));
  expect(versions).toBeGreaterThan(30);
});

test('a container that has just started knows of no publication, and publishes', async () => {
  const { outcomes, versions } = await eventsWithoutLedger(2, 'a container for each attempt');
  expect([outcomes, versions]).toEqual([Array(6).fill('published'), 6]);
});
