import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { refreshArtifactRegistry } from '../../functions/refresh-artifact-registry.ts';
import { compile } from '../../lib/config/file/compile.ts';
import type { Entry } from '../../lib/ledger/ledger.ts';
import type { Report } from '../../lib/refresh/report.ts';
import { RefreshFailed } from '../../lib/refresh/settle.ts';
import { MovableClock } from '../../sandbox/clock.ts';
import { shortLived } from '../../sandbox/faults.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { lambdaContext } from '../../scripts/rehearsal/invoke.ts';
import { worldOf } from '../../scripts/rehearsal/world.ts';

const PROVIDER = 'projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda';
const MINUTE = 60_000;

async function rehearse(yaml: string) {
  const config = compile(yaml, 'registries.yml');
  const clock = new MovableClock({ rate: 0 });
  const sandbox = await startSandbox({ ...worldOf(config), clock });
  for (const [name, value] of Object.entries(sandbox.environment())) vi.stubEnv(name, value);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await sandbox.stop();
  });
  const entries = new Map<string, Entry>();
  const handler = refreshArtifactRegistry(config, {
    env: process.env,
    now: () => clock.now(),
    ledger: {
      entries: async () => [...entries.values()],
      record: async (entry) => void entries.set(entry.id, entry),
    },
    log: () => {},
  });
  const report = (event: unknown = {}): Promise<Report> =>
    handler(event, lambdaContext('refreshArtifactRegistry')).catch((error: unknown) => {
      if (error instanceof RefreshFailed) return error.report;
      throw error;
    });
  return { clock, report, sandbox };
}

const hosts = (identity: string) => `
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
identities: { gar: { type: google-workload-identity, provider: ${PROVIDER}${identity} } }
registries:
  - { host: us-central1-docker.pkg.dev, identity: gar, publish: [aws] }
  - { host: docker.europe-west1.rep.pkg.dev, identity: gar, publish: [aws] }
  - { host: eu.gcr.io, identity: gar, publish: [aws] }
`;
const IMPERSONATED = hosts(', serviceAccount: puller@my-project.iam.gserviceaccount.com');

describe('refreshArtifactRegistry', () => {
  test('serves every host of an identity with one mint', async () => {
    const { report, sandbox } = await rehearse(IMPERSONATED);

    expect((await report()).counts).toMatchObject({ published: 3, failed: 0 });
    expect(sandbox.calls.where({ service: 'iamcredentials' })).toHaveLength(1);
  });

  test('takes the event for one host', async () => {
    const { report } = await rehearse(IMPERSONATED);
    const event = JSON.parse(readFileSync('events/refresh-one-artifact-registry.json', 'utf8'));

    expect((await report(event)).publications.map(({ host }) => host)).toEqual([
      'us-central1-docker.pkg.dev',
    ]);
  });

  test('renews a quarter of an hour later, with a token that lives an hour again', async () => {
    const { clock, report } = await rehearse(IMPERSONATED);
    await report();

    clock.advance(15 * MINUTE);
    const { counts, publications } = await report();

    expect(counts.published).toBe(3);
    for (const { expiresAt } of publications) {
      expect(Date.parse(expiresAt ?? '') - clock.now().getTime()).toBeGreaterThan(59 * MINUTE);
    }
  });

  test('refuses a federated token that dies before the next run, and says how to get better ones', async () => {
    const { report, sandbox } = await rehearse(hosts(''));
    sandbox.faults.add({ service: 'google-sts', fault: shortLived(10 * MINUTE) });

    const { counts, publications } = await report();

    expect(counts).toMatchObject({ published: 0, failed: 3 });
    expect(publications[0]).toMatchObject({
      kind: 'expired',
      reason: expect.stringMatching(/\b10 min\b.*\b15 min\b/),
      hint: expect.stringContaining('set serviceAccount for the identity'),
    });
    expect(sandbox.secret('DOCKER_REGISTRY_us-central1-docker.pkg.dev')).toBeUndefined();
  });
});
