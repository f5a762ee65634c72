import type { AwsRole } from '../../lib/references/reference.ts';
import type { AwsCaller } from '../../lib/sources/aws-caller.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { useEnvironment } from '../aws/environment.ts';

/** Makes this process a function that runs with this environment, and says so as a caller does. */
export function functionWith(environment: Record<string, string>, now = new Date()): AwsCaller {
  const env = useEnvironment({ AWS_LAMBDA_FUNCTION_NAME: 'refreshEcr', ...environment });
  return { env, now: () => now };
}

export function assuming(caller: AwsCaller, roleArn: string, options: Partial<AwsRole> = {}): AwsCaller {
  return { ...caller, identity: { type: 'aws-role', roleArn, ...options } };
}

/** As whom and where every call to a service was made. */
export function callsTo(sandbox: Sandbox, service: string) {
  return sandbox.calls.where({ service }).map(({ operation, region, principal, resource, outcome }) => {
    return { operation, region, principal, resource, outcome };
  });
}
