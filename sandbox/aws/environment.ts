import { devNull } from 'node:os';
import type { AwsCredentials } from './principals.ts';

/** The environment with which an SDK or a CLI signs as this principal, in a region, and sends to this address. */
export function environmentFor(
  credentials: AwsCredentials,
  region: string,
  url: string,
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    // These turn off the profiles, the proxy and the instance role of this machine.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: '127.0.0.1',
  };
}
