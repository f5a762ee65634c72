import { describe, expect, test } from 'vitest';
import { refreshTokens } from '../../functions/refresh-tokens.ts';
import { alarmName } from '../../lib/deployment/alarms/alarm.ts';
import { alarmsFor } from '../../lib/deployment/alarms/alarms.ts';
import { checksFor } from '../../lib/doctor/checks.ts';
import { runChecks } from '../../lib/doctor/run-checks.ts';
import { statusOf } from '../../lib/status/status.ts';
import { deny, status } from '../../sandbox/faults.ts';
import type { SandboxOptions } from '../../sandbox/sandbox.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { environmentOf, useEnvironment } from '../aws/environment.ts';
import { rehearse } from '../rehearse.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const IDS = 'tenant: 11111111-1111-1111-1111-111111111111, clientId: 22222222-2222-2222-2222-222222222222';

interface Source {
  host: string;
  source: string;
  /** The name of the service in the sandbox. */
  service: string;
  lifeMs: number;
  /** Whether AWS signs the token that the service exchanges. */
  isSigned: boolean;
}

const SOURCES: Record<string, Source> = {
  'azure-acr with a client secret': {
    host: 'acme.azurecr.io',
    source: `{ type: azure-acr, ${IDS}, clientSecret: { from: env, id: AZURE_SECRET } }`,
    service: 'azure',
    lifeMs: 75 * MINUTE,
    isSigned: false,
  },
  'azure-acr by web identity': {
    host: 'acme.azurecr.io',
    source: `{ type: azure-acr, ${IDS}, subjectToken: aws-web-identity }`,
    service: 'azure',
    lifeMs: 75 * MINUTE,
    isSigned: true,
  },
  jfrog: {
    host: 'acme.jfrog.io',
    source: '{ type: jfrog, provider: aws, username: puller, subjectToken: aws-web-identity }',
    service: 'oidc',
    lifeMs: HOUR,
    isSigned: true,
  },
  digitalocean: {
    host: 'registry.digitalocean.com',
    source: '{ type: digitalocean, registry: acme, token: { from: env, id: DO_TOKEN } }',
    service: 'digitalocean',
    lifeMs: 12 * HOUR,
    isSigned: false,
  },
};

describe.each(Object.entries(SOURCES))('%s', (_, { host, source, service, lifeMs, isSigned }) => {
  const start = async (world: SandboxOptions = {}) => {
    const yaml = `
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries: [{ host: ${host}, image: 'acme/llama:prod', source: ${source}, publish: [aws] }]
`;
    const stage = await rehearse(yaml, world, refreshTokens);
    const { config, clock, machine } = stage;
    const now = () => clock.now();
    return {
      ...stage,
      async publication() {
        const { publications } = statusOf(config, await machine.ledger.entries(), now());
        return publications[0];
      },
      /** The results of the doctor whose name has this in it, for a person with every right or for the function. */
      async doctor(part: string, asOperator = false) {
        const roles = {
          refreshEcr: 'ecr',
          refreshArtifactRegistry: 'google',
          refreshStored: 'stored',
          refreshTokens: 'pullkeeper',
        };
        const arn = 'arn:aws:iam::123456789012:user/operator';
        const { sandbox } = stage;
        if (asOperator) useEnvironment(environmentOf(sandbox, sandbox.addPrincipal({ arn, allow: ['*'] })));
        const target = { config, env: process.env, now, roles, table: LEDGER_TABLE.name };
        const results = await runChecks(checksFor(target, { offline: false }));
        return results.filter(({ group, name }) => `${group} ${name}`.includes(part));
      },
    };
  };

  test('is alive in status after a run, low while its service is down, and dead at its end', async () => {
    const { report, publication, clock, sandbox } = await start();
    await report();
    const alive = await publication();
    expect(alive).toMatchObject({ state: 'alive', function: 'refreshTokens' });
    const livesMs = (alive?.secondsToLive ?? 0) * 1_000;
    expect(Math.abs(livesMs - lifeMs)).toBeLessThan(2 * MINUTE);

    sandbox.faults.add({ service, fault: status(503), times: Number.POSITIVE_INFINITY });
    clock.advance(0.7 * livesMs);
    await report();
    expect(await publication()).toMatchObject({ state: 'low', failed: { kind: 'unavailable' } });
    clock.advance(0.4 * livesMs);
    expect(await publication()).toMatchObject({ state: 'dead' });

    sandbox.faults.clear();
    await report();
    expect(await publication()).toMatchObject({ state: 'alive' });
  });

  test('is minted by doctor, which shows its life and publishes nothing', async () => {
    const { doctor, sandbox } = await start();
    expect(await doctor('identities')).toMatchObject([
      { outcome: 'fine', says: expect.stringMatching(/^mints; it lives \d+ (?:h|min)/) },
    ]);
    expect(sandbox.calls.where({ service: 'secretsmanager', operation: 'PutSecretValue' })).toEqual([]);
  });

  test('is wrong in doctor while its service rejects it', async () => {
    const { doctor, sandbox } = await start();
    sandbox.faults.add({ service, fault: deny, times: Number.POSITIVE_INFINITY });
    expect(await doctor('identities')).toMatchObject([
      { outcome: 'wrong', kind: 'denied', hint: expect.stringMatching(/\w/) },
    ]);
  });

  test('needs an account that signs tokens only if AWS signs its token', async () => {
    const { doctor } = await start({ webIdentity: false });
    expect(await doctor('aws web identity tokens', true)).toMatchObject(
      isSigned ? [{ outcome: 'wrong', hint: expect.stringContaining('enable-outbound') }] : [],
    );
  });

  test('has the alarms of refreshTokens', async () => {
    const { config } = await start();
    const deployed = { service: 'pullkeeper', stage: 'prod', region: 'us-east-1' };
    const names = alarmsFor(config, deployed).map((alarm) => alarmName(alarm, deployed));
    for (const kind of ['errors', 'newly-failing', 'dying', 'low', 'unrefreshed'])
      expect(names).toContain(`pullkeeper-prod-refreshTokens-${kind}`);
  });
});
