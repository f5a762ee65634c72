import { expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { problemsWithBackends } from '../../lib/deployment/unwritable.ts';

const problems = (docker: string) =>
  problemsWithBackends(
    compile(
      `backends: { docker: { ${docker} }, aws: { type: aws-secrets-manager, region: us-east-1 } }
registries:
  - { host: public.ecr.aws, publish: [docker, aws] }
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [docker] }
`,
      'registries.yml',
    ),
  );

test.each([
  '.pullkeeper/docker/config.json',
  '/var/config.json',
  '/tmp/../etc/config.json',
  '/tmpx/config.json',
])('a deployed function cannot write %s, and the backend is named once', (path) => {
  expect(problems(`type: file, path: ${path}`)).toEqual([
    `the backend "docker" cannot be deployed: it writes ${path}, and a deployed function can write files only below /tmp; to deploy, publish to another backend, or give this one a path below /tmp; "pullkeeper refresh" on your own machine can write it`,
  ]);
});

test('a deployed function can write below /tmp', () => {
  expect(problems('type: file, path: /tmp/docker/config.json')).toEqual([]);
});

test('a deployed function has no service account of a pod', () => {
  expect(problems('type: kubernetes, namespaces: [models]')).toEqual([
    'the backend "docker" cannot be deployed: it uses the service account of a pod, which a deployed function does not have; to deploy, set eks, kubeconfig or token; or run pullkeeper in a pod of the cluster',
  ]);
});
