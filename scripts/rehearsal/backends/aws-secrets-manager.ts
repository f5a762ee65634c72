import type { AwsSecretsManagerTarget } from '../../../lib/backends/aws-secrets-manager/traits.ts';
import type { Rehearsal } from './rehearsal.ts';

export const awsSecretsManager: Rehearsal<AwsSecretsManagerTarget> = {
  secrets: () => [],
  world: (all) => ({ kmsKeys: all.flatMap(({ to }) => to.kmsKeyId ?? []) }),
  readBack: async ({ name }, { region }, sandbox) => sandbox.secret(name, region)?.value,
  remove: async ({ name }, { region }, sandbox) => sandbox.deleteSecret(name, region),
  place: () => ({ id: 'secrets-manager', title: 'AWS Secrets Manager', services: ['secretsmanager'] }),
  address: () => undefined, // the introduction already has a line for AWS
};
