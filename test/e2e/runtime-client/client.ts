import { existsSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = join(import.meta.dirname, 'node_modules/aws-lambda-ric');

/** AWS's own runtime client for Node: what stands between Lambda and a handler. Its native half has to be built. */
export const RUNTIME_CLIENT = join(PACKAGE, 'index.mjs');

export const runtimeClientBuilt = () => existsSync(join(PACKAGE, 'rapid-client.node'));

/** For the name of a suite, so that a run without it says what it left out. */
export const runtimeClientMissing = () =>
  runtimeClientBuilt()
    ? ''
    : ' (skipped: the Lambda runtime client is not built; "npm run e2e" builds it, or says why it cannot)';
