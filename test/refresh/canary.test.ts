import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test, vi } from 'vitest';
import { refreshArtifactRegistry } from '../../functions/refresh-artifact-registry.ts';
import { refreshStored } from '../../functions/refresh-stored.ts';
import { shardsOf, shardText } from '../../lib/config/shard.ts';
import { openLedger } from '../../lib/ledger/index.ts';
import type { Report } from '../../lib/refresh/report.ts';
import { echo, garbage, shortLived, status } from '../../sandbox/faults.ts';
import { rehearse } from '../rehearse.ts';
import { clientsOf } from '../sandbox/clients.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const US = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const OTHER = '444455556666.dkr.ecr.us-east-1.amazonaws.com';
const EU = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
const NAME = `DOCKER_REGISTRY_${US}`;
const ID = `["aws-secrets-manager","us-east-1","${NAME}"]`;

const REGISTRIES = `
canary: true
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  docker: { type: file, path: c.json, format: docker-config-json }
  baseten: { type: baseten, apiKey: { from: env, id: BASETEN_KEY } }
registries:
  - { host: ${US}, image: 'models/llama:prod', publish: [aws, docker, baseten] }
  - { host: ${OTHER}, canary: false, publish: [aws] }
  - { host: ${EU}, publish: [baseten] }
`;

const CANARY = { canary: true };
const TORN = 'a-value-in-an-answer-that-is-torn';
const seen = ({ publications }: Report) =>
  publications.map(({ outcome, canary }) => [outcome, canary].filter(Boolean).join(' '));
const passwordIn = (value = '') => {
  const pair = Buffer.from(value, 'base64').toString();
  return pair.slice(pair.indexOf(':') + 1);
};

/** Published, and half a cadence old. */
async function published(yaml = REGISTRIES, refresh?: Parameters<typeof rehearse>[2], ageMs = 1.5 * HOUR) {
  const rehearsed = await rehearse(yaml, {}, refresh);
  await rehearsed.report();
  rehearsed.clock.advance(ageMs);
  const { measured, sandbox } = rehearsed;
  measured.length = 0;
  const revoke = (value: string | undefined) => sandbox.revokeToken(passwordIn(value));
  const entry = async (id: string) =>
    (await openLedger(process.env).entries()).find((each) => each.id === id);
  const asked = () => sandbox.calls.where({ service: 'registry', operation: 'manifest', status: 200 }).length;
  return { ...rehearsed, asked, entry, revoke, value: () => sandbox.secret(NAME)?.value };
}

describe('a canary that finds everything alive', () => {
  test('refreshes nothing, asks the registry once, and tells what it could not see', async () => {
    const { asked, report, sandbox, value } = await published();
    const [before, mints] = [value(), sandbox.calls.where({ operation: 'GetAuthorizationToken' }).length];

    const found = await report(CANARY);

    expect(seen(found)).toEqual(['fresh alive', 'fresh alive', 'fresh shared', 'fresh unseen']);
    expect(found.publications[3]?.warning).toContain('does not give it back');
    expect(asked()).toBe(2);
    expect(value()).toBe(before);
    expect(sandbox.calls.where({ operation: 'GetAuthorizationToken' })).toHaveLength(mints);
  });

  test('renews what the ledger knows of the proof, and nothing else of it', async () => {
    const { clock, entry, report } = await published();
    const before = await entry(ID);
    await report(CANARY);
    expect(await entry(ID)).toEqual({
      ...before,
      probed: { at: clock.now().toISOString(), verdict: 'pulls' },
    });
  });

  test('counts no death, and is to the alarms no run over everything', async () => {
    const { measured, report } = await published();
    await report(CANARY);
    const totals = measured.filter(({ dimensions }) => Object.keys(dimensions).join() === 'function');
    expect(totals.map(({ values }) => values)).toEqual([
      { Published: 0, Failed: 0, NewlyFailing: 0, Dying: 0 },
      { DiedEarly: 0 },
    ]);
    expect(measured.filter(({ dimensions }) => 'life' in dimensions)).toEqual([]);
  });
});

describe('a token that dies before its time', () => {
  test('is seen, counted, and refreshed wherever it was published', async () => {
    const { clock, measured, report, revoke, sandbox, value } = await published();
    const baseten = () => sandbox.baseten.secret(NAME)?.value;
    const other = () => sandbox.secret(`DOCKER_REGISTRY_${OTHER}`)?.value;
    const before = value();
    expect([baseten(), other()]).toEqual([before, before]);
    revoke(before);

    const found = await report(CANARY);

    expect(seen(found)).toEqual([
      'published died-early',
      'published died-early',
      'published shared',
      'published', // it has no canary, and came from the same mint
      'fresh unseen',
    ]);
    expect(found.publications[0]).toMatchObject({ probe: 'pulls', warning: expect.stringContaining(US) });
    expect(found.publications[0]?.warning).toContain('not-accepted');
    expect(value()).not.toBe(before);
    expect([baseten(), other()]).toEqual([value(), value()]);
    expect((await sandbox.pull(US, 'models/llama', 'prod', value() ?? '')).pulled).toBe(true);
    expect(measured).toContainEqual({ dimensions: { function: 'refreshEcr' }, values: { DiedEarly: 2 } });

    clock.advance(1.5 * HOUR);
    expect(seen(await report(CANARY)).slice(0, 3)).toEqual(['fresh alive', 'fresh alive', 'fresh shared']);
  });

  test('is replaced by a short one too: what is dead is no better', async () => {
    const { report, revoke, sandbox, value } = await published();
    revoke(value());
    sandbox.faults.add({ service: 'ecr', operation: 'GetAuthorizationToken', fault: shortLived(4 * HOUR) });
    const [first] = (await report(CANARY)).publications;
    expect(first).toMatchObject({ outcome: 'published', warning: expect.stringContaining('lives only 4 h') });
  });

  test('that cannot be replaced fails the run, is tried again by its retry, and is counted once', async () => {
    const { clock, invoke, measured, report, revoke, sandbox, value } = await published(
      REGISTRIES,
      undefined,
      2.24 * HOUR,
    );
    revoke(value());
    sandbox.faults.add({ service: 'ecr', fault: status(503), times: 99 });

    const failure = await invoke(CANARY).catch((error: unknown) => String(error));
    expect(failure).toContain(`${NAME} in aws, and the secret stored now is dead`);
    expect(failure).toContain(`${NAME} in baseten, and the secret stored now is dead`);
    clock.advance(2 * MINUTE);
    sandbox.faults.clear();

    expect(seen(await report(CANARY))[0]).toBe('published dead');
    expect(measured.flatMap(({ values }) => values.DiedEarly ?? [])).toEqual([2, 0]);
  });

  test('at Google is found within a quarter of an hour', async () => {
    const google = `
canary: true
backends: { google: { type: google-secret-manager, project: my-project } }
identities:
  gar:
    type: google-workload-identity
    provider: projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda
    serviceAccount: puller@my-project.iam.gserviceaccount.com
registries: [{ host: us-docker.pkg.dev, identity: gar, image: my-project/models/llama:prod, publish: [google] }]
`;
    const { report, revoke, sandbox } = await published(google, refreshArtifactRegistry, 7 * MINUTE);
    const name = 'projects/my-project/secrets/DOCKER_REGISTRY_us-docker_2Epkg_2Edev';
    expect(seen(await report(CANARY))).toEqual(['fresh alive']);

    revoke(sandbox.google.secret(name)?.value);

    expect(seen(await report(CANARY))).toEqual(['published died-early']);
    expect(sandbox.google.secret(name)?.versions).toHaveLength(2);
  });

  test('that never pulled is refreshed, and not counted', async () => {
    const rehearsed = await rehearse(REGISTRIES);
    const { clock, measured, report, sandbox } = rehearsed;
    sandbox.faults.add({ service: 'registry', times: 99, fault: status(503) });
    await report();
    sandbox.faults.clear();
    clock.advance(1.5 * HOUR);
    sandbox.revokeToken(passwordIn(sandbox.secret(NAME)?.value));

    expect(seen(await report(CANARY)).slice(0, 2)).toEqual(['published dead', 'published dead']);
    expect(measured.flatMap(({ values }) => values.DiedEarly ?? [])).toEqual([0]);
  });

  test('of its age is no early death', async () => {
    const { clock, report } = await published();
    clock.advance(12 * HOUR);
    const [first] = (await report(CANARY)).publications;
    expect(first).toMatchObject({ outcome: 'published', canary: 'dead' });
  });
});

describe('a stored credential that was revoked', () => {
  const STORED = `
canary: true
registries: [{ host: ghcr.io, image: acme/llama:prod, credentials: { username: bot, password: { from: aws-secrets-manager, id: ghcr } }, publish: [file] }]
`;

  test('is told while the place that keeps it still has the old one', async () => {
    const { report, sandbox } = await published(STORED, refreshStored, 12 * HOUR);
    sandbox.changePassword('ghcr.io', 'bot', 'canary-of-another');
    expect((await report(CANARY)).publications).toMatchObject([
      { outcome: 'failed', canary: 'died-early', probe: 'not-accepted' },
    ]);
  });
});

describe('a canary that learns nothing', () => {
  test('because the registry cannot be asked, warns', async () => {
    const { report, sandbox, value } = await published();
    const before = value();
    sandbox.faults.add({ service: 'registry', times: 99, fault: status(503) });

    const found = await report(CANARY);

    expect(seen(found)).toEqual(['fresh unknown', 'fresh unknown', 'fresh unseen', 'fresh unseen']);
    expect(found.publications[0]?.warning).toContain('not probed');
    expect(value()).toBe(before);
  });

  test('because the image is gone, warns: that says nothing of the token', async () => {
    const { report, sandbox } = await published();
    sandbox.faults.add({ service: 'registry', operation: 'manifest', times: 99, fault: status(404) });
    expect(seen(await report(CANARY))[0]).toMatch(/^fresh unknown/);
  });

  test('because it may not read back, warns with what to allow', async () => {
    const { log, report, sandbox } = await published();
    sandbox.faults.add({ operation: 'GetSecretValue', times: 99, fault: status(500) });
    const found = await report(CANARY);
    expect(seen(found).slice(0, 3)).toEqual(['fresh unknown', 'fresh alive', 'fresh shared']);
    expect(found.publications[0]?.warning).toContain(`cannot read back the secret "${NAME}" in us-east-1`);
    expect(log).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'checked', canary: 'unknown' }),
    );
  });

  test('because somebody else wrote what stands there, leaves it to the next regular run', async () => {
    const { clock, report, sandbox, value } = await published();
    await clientsOf(sandbox).secrets.send(
      new PutSecretValueCommand({ SecretId: NAME, SecretString: 'canary-of-somebody' }),
    );

    const found = await report(CANARY);

    expect(found.publications[0]).toMatchObject({
      outcome: 'fresh',
      canary: 'changed',
      warning: expect.stringContaining('the next refresh writes it again'),
    });
    expect(value()).toBe('canary-of-somebody');
    clock.advance(1.5 * HOUR);
    await report();
    expect(value()).not.toBe('canary-of-somebody');
  });
});

describe('the time of a canary', () => {
  test.each([
    ['right after a run', 0.5, undefined],
    ['half-way between two', 1.5, 'alive'],
    ['right before the next', 2.5, undefined],
    ['as the next one begins', 3, undefined],
    ['half-way, one run missed', 4.5, 'alive'],
  ])('%s', async (_, hours, canary) => {
    const { report } = await published(REGISTRIES, undefined, hours * HOUR);
    expect((await report(CANARY)).publications[0]).toMatchObject({ outcome: 'fresh' });
    expect((await report(CANARY)).publications[0]?.canary).toBe(canary);
  });

  test('is any, for a person who asks with force', async () => {
    const { report } = await published(REGISTRIES, undefined, MINUTE);
    const event: unknown = JSON.parse(readFileSync('events/refresh-canary.json', 'utf8'));
    expect(seen(await report(event))[0]).toBe('fresh alive');
  });

  test('comes for a shard without a host as well, and there it is no failure', async () => {
    vi.stubEnv('PULLKEEPER_SHARDS', '40');
    const { report } = await rehearse(REGISTRIES);
    const shards = await Promise.all(
      shardsOf(40).map((shard) => report({ ...CANARY, shard: shardText(shard) })),
    );
    expect(shards.filter(({ publications }) => publications.length === 0).length).toBeGreaterThanOrEqual(37);
  });

  test('has not come where nobody asked for it', async () => {
    const { report } = await rehearse(REGISTRIES.replace('canary: true', ''));
    await expect(report(CANARY)).rejects.toThrow('the canary is off for every registry of this function');
  });
});

test('a canary that is a dry run looks, and changes nothing', async () => {
  const { entry, report, revoke, value } = await published();
  const before = [value(), await entry(ID)];
  expect(seen(await report({ ...CANARY, dryRun: true }))[0]).toBe('fresh alive');
  expect([value(), await entry(ID)]).toEqual(before);
  revoke(value());
  expect(seen(await report({ ...CANARY, dryRun: true }))[0]).toBe('planned died-early');
  expect([value(), await entry(ID)]).toEqual(before);
});

describe('no secret is said by a canary', () => {
  test.each([
    ['that is echoed by the registry', { service: 'registry', fault: echo }],
    ['that is echoed by the place it is read from', { service: 'secretsmanager', fault: echo }],
    [
      'that comes in an answer which cannot be read',
      { operation: 'GetSecretValue', fault: garbage(`{"SecretString":"${TORN}`) },
    ],
    ['that is dead', undefined],
  ])('%s', async (_, fault) => {
    const { folder, invoke, log, measured, revoke, sandbox, value } = await published();
    const secrets = [value() ?? '', passwordIn(value()), TORN];
    if (fault === undefined) revoke(value());
    else sandbox.faults.add({ ...fault, times: 99 });

    const result = await invoke(CANARY).catch((error: unknown) => error);

    const ledger = readFileSync(`${folder}/ledger.json`, 'utf8');
    const said = [inspect(result, { depth: null }), JSON.stringify([result, log, measured]), ledger].join(
      '\n',
    );
    expect(said).toContain('checked');
    for (const secret of secrets) {
      for (let at = 0; at + 24 <= secret.length; at += 24)
        expect(said).not.toContain(secret.slice(at, at + 24));
    }
  });
});
