import { expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { problemsWithIdentities } from '../../lib/deployment/not-in-lambda.ts';

const POOL = 'projects/1/locations/global/workloadIdentityPools/p/providers/p';
test.each([
  ['{ type: google-application-default }', 'Application Default Credentials'],
  [`{ type: google-workload-identity, provider: ${POOL}, subjectToken: github-actions }`, 'GitHub Actions'],
  [
    `{ type: google-workload-identity, provider: ${POOL}, subjectToken: { from: file, id: /run/token } }`,
    '/run/token',
  ],
  [`{ type: google-workload-identity, provider: ${POOL}, subjectToken: aws-web-identity }`, undefined],
  [`{ type: google-workload-identity, provider: ${POOL} }`, undefined],
  ['{ type: google-service-account-key, key: { from: aws-secrets-manager, id: key } }', undefined],
])('a deployed function and the identity %s: %s', (identity, name) => {
  const yaml = `identities: { gar: ${identity} }
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries: [{ host: us-docker.pkg.dev, identity: gar, publish: [aws] }]`;
  const problems = problemsWithIdentities(compile(yaml, 'registries.yml'));
  expect(problems).toHaveLength(name === undefined ? 0 : 1);
  if (name !== undefined) expect(problems[0]).toContain(name);
});
