import { expect, onTestFinished, test, vi } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { checksFor } from '../../lib/doctor/checks.ts';
import { runChecks } from '../../lib/doctor/run-checks.ts';
import { issuerOf } from '../../sandbox/aws/web-identity.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { worldOf } from '../../scripts/rehearsal/world.ts';
import { environmentOf, useEnvironment } from '../aws/environment.ts';

const ROLES = {
  refreshEcr: 'ecr',
  refreshArtifactRegistry: 'google',
  refreshStored: 'stored',
  refreshTokens: 'tokens',
};
const ROLE = `arn:aws:iam::123456789012:role/${ROLES.refreshArtifactRegistry}`;
const PROVIDER = 'projects/1234567890/locations/global/workloadIdentityPools/aws/providers/oidc';
const yaml = (more = ', subjectToken: aws-web-identity') => `
identities: { gar: { type: google-workload-identity, provider: ${PROVIDER}${more} } }
registries: [{ host: gcr.io, identity: gar, publish: [file] }]
`;

interface How {
  text?: string;
  webIdentity?: boolean;
  arn?: string;
  allow?: string[];
}

/** What the doctor says of AWS and of the identity. The role of the function may do what registries.yml asks for. */
async function doctor({
  text = yaml(),
  webIdentity = true,
  arn = 'arn:aws:iam::123456789012:user/operator',
  allow = ['*'],
}: How = {}) {
  const config = compile(text, 'registries.yml');
  const sandbox = await startSandbox({ ...worldOf(config), webIdentity });
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await sandbox.stop();
  });
  sandbox.addPrincipal({ arn: ROLE, allow: ['sts:GetWebIdentityToken', 'dynamodb:*'] });
  const env = useEnvironment(environmentOf(sandbox, sandbox.addPrincipal({ arn, allow })));
  const target = { config, env, now: () => new Date(), roles: ROLES, table: LEDGER_TABLE.name };
  const results = await runChecks(checksFor(target, { offline: false }));
  return (part: string) => results.find(({ group, name }) => `${group} ${name}`.includes(part));
}

test('an account that issues tokens is fine, and the issuer is named', async () => {
  const about = await doctor();
  expect(about('web identity tokens')).toMatchObject({
    outcome: 'fine',
    says: expect.stringContaining(issuerOf('123456789012')),
  });
  expect(about('role of refreshArtifactRegistry')).toMatchObject({ outcome: 'fine' });
  expect(about('identities gar')).toMatchObject({ outcome: 'fine' });
});

test('an account that has not enabled them is wrong, whoever asks, with the command', async () => {
  const about = await doctor({ webIdentity: false });
  for (const part of ['web identity tokens', 'identities gar'])
    expect(about(part)).toMatchObject({
      outcome: 'wrong',
      kind: 'invalid',
      hint: expect.stringContaining('aws iam enable-outbound-web-identity-federation'),
    });
});

test('who may not ask is told which right that takes', async () => {
  const about = await doctor({ allow: ['sts:GetCallerIdentity'] });
  expect(about('web identity tokens')).toMatchObject({
    outcome: 'not checked',
    hint: expect.stringContaining('iam:GetOutboundWebIdentityFederationInfo'),
  });
  expect(about('identities gar')).toMatchObject({ outcome: 'warning', kind: 'denied' });
});

test('the role of the function that may not get a token is wrong', async () => {
  const about = await doctor({ arn: ROLE, allow: ['iam:*'] });
  expect(about('identities gar')).toMatchObject({ outcome: 'wrong', kind: 'denied' });
});

test('nobody asks where registries.yml signs a request', async () => {
  const about = await doctor({ text: yaml('') });
  expect(about('web identity tokens')).toBeUndefined();
});
