import { expect, onTestFinished, test, vi } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { checksFor } from '../../lib/doctor/checks.ts';
import { runChecks } from '../../lib/doctor/run-checks.ts';
import type { CacheRule } from '../../sandbox/aws/ecr/ecr.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { worldOf } from '../../scripts/rehearsal/world.ts';
import { environmentOf, useEnvironment } from '../aws/environment.ts';

const ROLES = { refreshEcr: 'a', refreshArtifactRegistry: 'b', refreshStored: 'c', refreshTokens: 'd' };
const yaml = (format = 'username-access-token-json') => `
backends: { cache: { type: aws-secrets-manager, region: us-east-1, prefix: ecr-pullthroughcache/, format: ${format} } }
registries:
  - host: docker.io
    credentials: { username: acme, password: { from: env, id: HUB } }
    publish: [{ backend: cache, name: docker-hub }]
`;

function rule(prefix: string, secret: string, region = 'us-east-1'): CacheRule {
  const credentialArn = `arn:aws:secretsmanager:${region}:123456789012:secret:ecr-pullthroughcache/${secret}-a1B2c3`;
  return { region, prefix, credentialArn };
}

const OTHERS: CacheRule[] = [
  { region: 'us-east-1', prefix: 'public' },
  rule('quay', 'quay'),
  rule('near', 'docker-hub-2'),
];

/** The results of the doctor about the cache rule. */
async function doctor(cacheRules: CacheRule[], { text = yaml(), allow = ['*'] } = {}) {
  const config = compile(text, 'registries.yml');
  const sandbox = await startSandbox({ ...worldOf(config), cacheRules });
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await sandbox.stop();
  });
  const operator = sandbox.addPrincipal({ arn: 'arn:aws:iam::123456789012:user/operator', allow });
  const env = useEnvironment(environmentOf(sandbox, operator));
  const target = { config, env, now: () => new Date(), roles: ROLES, table: LEDGER_TABLE.name };
  const results = await runChecks(checksFor(target, { offline: false }));
  return results.filter(({ name }) => name.includes('cache rule'));
}

test('a secret that a rule in its region uses is fine', async () => {
  expect(await doctor([...OTHERS, rule('hub', 'docker-hub')])).toMatchObject([
    { group: 'backends', outcome: 'fine', says: expect.stringContaining('the rule hub in us-east-1') },
  ]);
});

test.each([
  ['no rule at all', []],
  ['other rules', OTHERS],
  ['a rule in another region', [rule('hub', 'docker-hub', 'eu-west-1')]],
])('a secret with %s is a warning, with the remedy', async (_, rules) => {
  expect(await doctor(rules)).toMatchObject([
    { outcome: 'warning', hint: expect.stringContaining('region') },
  ]);
});

test('a person who may not read the rules is told which right that takes', async () => {
  expect(await doctor([], { allow: ['sts:*', 'secretsmanager:*'] })).toMatchObject([
    { outcome: 'not checked', hint: expect.stringContaining('ecr:DescribePullThroughCacheRules') },
  ]);
});

test('a secret in another format needs no rule', async () => {
  expect(await doctor([], { text: yaml('username-password-json') })).toEqual([]);
});
