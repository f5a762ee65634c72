import { expect, test } from 'vitest';
import { problemsOf } from './problems.ts';

const yaml = (format: string) => `
backends: { aws: { type: aws-secrets-manager, region: us-east-1 }, fal: { type: fal, key: { from: env, id: K } } }
registries:
  - host: registry.digitalocean.com
    source: { type: digitalocean, registry: acme, token: { from: env, id: K } }
    canary: true
    publish: [${format}]
`;

test.each(['aws', '{ backend: aws, format: username-password-json }'])('%s has the user name', (format) => {
  expect(problemsOf(yaml(format))).toEqual([]);
});

test.each(['fal', '{ backend: aws, format: password }'])(
  '%s leaves out a user name that changes',
  (format) => {
    expect(problemsOf(yaml(format))).toEqual(['7:15 format-does-not-fit']);
  },
);
