import { describe, expect, test } from 'vitest';
import type { SubjectToken } from '../../lib/config/schema/subject-token-schema.ts';
import type { GoogleIdentity } from '../../lib/google/identity.ts';
import { artifactRegistrySource } from '../../lib/sources/artifact-registry/source.ts';
import { shortLived } from '../../sandbox/faults.ts';
import type { OidcProvider } from '../../sandbox/google/id-token.ts';
import { GITHUB_ISSUER } from '../../sandbox/oidc/github-actions.ts';
import { failureOf } from '../contract/failures.ts';
import { asServiceAccount } from './identities.ts';
import { googleWorld, HOST, POOL, PROVIDER, PULLER, REPOSITORY } from './world.ts';

const MINUTE = 60_000;
const CLUSTER = 'https://kubernetes.example';
const JOB = 'repo:acme/models:ref:refs/heads/main';
const POD = 'system:serviceaccount:pullkeeper:pullkeeper';
const AUDIENCE = `https://iam.googleapis.com/${PROVIDER}`;

const as = (subjectToken: SubjectToken): GoogleIdentity => ({
  ...asServiceAccount(PULLER),
  base: { type: 'workload-identity', provider: PROVIDER, universeDomain: 'googleapis.com', subjectToken },
});
const IN_POD = as({ from: 'env', id: 'SUBJECT_TOKEN' });

async function worldOf(subject: string, provider: Pick<OidcProvider, 'issuer'> & Partial<OidcProvider>) {
  const member = `principal://iam.googleapis.com/${POOL}/subject/${subject}`;
  const world = await googleWorld(
    {
      providers: [{ name: PROVIDER, subjects: [subject], ...provider }],
      bindings: [{ member, role: 'roles/iam.workloadIdentityUser', on: PULLER }],
    },
    { github: { repository: 'acme/models' } },
  );
  const seconds = () => Math.floor(world.clock.now().getTime() / 1_000);
  const env = { ...process.env };
  /** Kubernetes writes a token for the pod. */
  const project = (claims: object = {}) => {
    const times = { iat: seconds(), exp: seconds() + 3_600 };
    env.SUBJECT_TOKEN = world.sandbox.issuer(CLUSTER).sign({ aud: AUDIENCE, sub: POD, ...times, ...claims });
  };
  const mint = (identity: GoogleIdentity) =>
    artifactRegistrySource(identity, { ...world.machine, env }).mint(AbortSignal.timeout(15_000));
  return { ...world, project, mint };
}

describe('a mint outside AWS', () => {
  test('by a job of GitHub Actions gives a token that pulls, and lives an hour', async () => {
    const { mint, sandbox } = await worldOf(JOB, { issuer: GITHUB_ISSUER });
    const { password, mintedAt, expiresAt } = await mint(as('github-actions'));
    expect(Number(expiresAt) - Number(mintedAt)).toBeGreaterThan(59 * MINUTE);
    const auth = Buffer.from(`oauth2accesstoken:${password.reveal()}`).toString('base64');
    expect(await sandbox.pull(HOST, REPOSITORY, 'prod', auth)).toMatchObject({ pulled: true });
  });

  test('by a pod of Kubernetes gives a token that pulls, each time with the token that is there', async () => {
    const { mint, sandbox, project, clock } = await worldOf(POD, { issuer: CLUSTER });
    for (let hour = 0; hour < 2; hour++) {
      project();
      const { password } = await mint(IN_POD);
      const auth = Buffer.from(`oauth2accesstoken:${password.reveal()}`).toString('base64');
      expect(await sandbox.pull(HOST, REPOSITORY, 'prod', auth)).toMatchObject({ pulled: true });
      clock.advance(61 * MINUTE);
    }
  });

  test('calls nothing in AWS', async () => {
    const { mint, sandbox, project } = await worldOf(POD, { issuer: CLUSTER });
    project();
    await mint(IN_POD);
    expect(sandbox.calls.where({ service: 'sts' })).toEqual([]);
  });
});

describe('a failed mint outside AWS', () => {
  test('names the branch or repository that the provider does not allow', async () => {
    const { mint } = await worldOf(JOB, {
      issuer: GITHUB_ISSUER,
      subjects: ['repo:acme/other:ref:refs/heads/main'],
    });
    expect(await failureOf(mint(as('github-actions')))).toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('this job of GitHub Actions'),
      hint: expect.stringContaining('repository and the branch'),
    });
  });

  test.each([
    ['for another audience', { aud: 'https://kubernetes.default.svc' }, 'invalid', '--allowed-audiences'],
    ['of somebody else', { sub: 'system:serviceaccount:default:default' }, 'denied', 'SUBJECT_TOKEN'],
  ])('explains a token %s', async (_, claims, kind, hint) => {
    const { mint, project } = await worldOf(POD, { issuer: CLUSTER });
    project(claims);
    expect(await failureOf(mint(IN_POD))).toMatchObject({ kind, hint: expect.stringContaining(hint) });
  });

  test('explains a token of another issuer', async () => {
    const { mint, project } = await worldOf(POD, { issuer: 'https://another.example' });
    project();
    expect(await failureOf(mint(IN_POD))).toMatchObject({
      kind: 'invalid',
      hint: expect.stringContaining('--issuer-uri'),
    });
  });

  test('asks the platform to renew a stored token that has expired', async () => {
    const { mint, project, clock } = await worldOf(POD, { issuer: CLUSTER });
    project();
    clock.advance(62 * MINUTE);
    expect(await failureOf(mint(IN_POD))).toMatchObject({
      kind: 'expired',
      hint: expect.stringContaining('let the platform renew'),
    });
  });

  test('waits for the next run when a token of GitHub expired on the way', async () => {
    const { mint, sandbox } = await worldOf(JOB, { issuer: GITHUB_ISSUER });
    sandbox.faults.add({ service: 'github-oidc', fault: shortLived(-2 * MINUTE) });
    expect(await failureOf(mint(as('github-actions')))).toMatchObject({
      kind: 'expired',
      hint: expect.stringContaining('next run'),
    });
  });
});
