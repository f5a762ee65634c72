import { onTestFinished, vi } from 'vitest';
import { MovableClock } from '../../sandbox/clock.ts';
import type { GoogleOptions } from '../../sandbox/google/google.ts';
import { type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';

export const POOL = 'projects/123456789012/locations/global/workloadIdentityPools/aws';
export const PROVIDER = `${POOL}/providers/lambda`;
export const ROLE = 'arn:aws:sts::123456789012:assumed-role/pullkeeper';
/** How a policy names everyone who comes with the role of the function. */
export const ROLE_MEMBER = `principalSet://iam.googleapis.com/${POOL}/attribute.aws_role/${ROLE}`;
export const PULLER = 'puller@acme-models.iam.gserviceaccount.com';
export const BETWEEN = 'between@acme-models.iam.gserviceaccount.com';

export const HOST = 'us-central1-docker.pkg.dev';
export const REPOSITORY = 'acme-models/models/llama';

const GOOGLE: GoogleOptions = {
  providers: [{ name: PROVIDER, account: '123456789012', roles: [ROLE] }],
  serviceAccounts: [{ email: PULLER }, { email: BETWEEN }],
  bindings: [
    { member: ROLE_MEMBER, role: 'roles/iam.workloadIdentityUser', on: PULLER },
    { member: `serviceAccount:${PULLER}`, role: 'roles/artifactregistry.reader', on: 'projects/acme-models' },
  ],
};

/** A sandbox with a pool, a provider and a puller, and the environment of a function that stands before it. */
export async function googleWorld(google: GoogleOptions = {}, rest: Omit<SandboxOptions, 'google'> = {}) {
  const clock = new MovableClock({ rate: 0 });
  const sandbox = await startSandbox({
    clock,
    images: [{ host: HOST, repository: REPOSITORY, tag: 'prod' }],
    google: { ...GOOGLE, ...google, bindings: [...(GOOGLE.bindings ?? []), ...(google.bindings ?? [])] },
    ...rest,
  });
  for (const [name, value] of Object.entries(sandbox.environment())) vi.stubEnv(name, value);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await sandbox.stop();
  });
  return { clock, sandbox, machine: { env: process.env, now: () => clock.now() } };
}
