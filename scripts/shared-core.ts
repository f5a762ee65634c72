import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

/** What every refresh function stands on, and what several of the parts stand on that it loads late: small, and all ours. */
const CORE = [
  '#registries',
  './lib/refresh/handler.ts',
  './lib/references/resolve.ts',
  './lib/backends/backend.ts',
  './lib/ledger/is-entry.ts',
  './lib/ledger/ledger.ts',
  './lib/aws/client-options.ts',
  './lib/aws/failure.ts',
  './lib/hosts/aws-regions.ts',
  './lib/secrecy/quote.ts',
  './lib/google/transporter-options.ts',
];

/** What the clients of ECR, Secrets Manager and DynamoDB have in common, by the names that lead to all of it. */
const AWS_CORE = {
  '@aws-sdk/core/client': [
    'awsEndpointFunctions',
    'createDefaultUserAgentProvider',
    'emitWarningIfUnsupportedVersion',
    'getAwsRegionExtensionConfiguration',
    'getDefaultSocketTimeout',
    'getHostHeaderPlugin',
    'getLoggerPlugin',
    'getRecursionDetectionPlugin',
    'getUserAgentPlugin',
    'NODE_APP_ID_CONFIG_OPTIONS',
    'resolveUserAgentConfig',
  ],
  '@aws-sdk/core/httpAuthSchemes': ['AwsSdkSigV4Signer', 'resolveAwsSdkSigV4Config'],
  '@aws-sdk/core/protocols': ['AwsJson1_0Protocol', 'AwsJson1_1Protocol'],
  '@aws-sdk/credential-provider-node': ['defaultProvider'],
  '@aws-sdk/credential-provider-env': ['fromEnv'],
  '@smithy/core': [
    'DefaultIdentityProviderConfig',
    'getHttpAuthSchemeEndpointRuleSetPlugin',
    'getHttpSigningPlugin',
  ],
  '@smithy/core/checksum': ['Sha256'],
  '@smithy/core/client': [
    'getDefaultExtensionConfiguration',
    'loadConfigsForDefaultMode',
    'makeBuilder',
    'NoOpLogger',
  ],
  '@smithy/core/config': [
    'loadConfig',
    'NODE_REGION_CONFIG_OPTIONS',
    'NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS',
    'NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS',
    'resolveDefaultsModeConfig',
    'resolveRegionConfig',
  ],
  '@smithy/core/endpoints': ['BinaryDecisionDiagram', 'decideEndpoint', 'EndpointCache', 'getEndpointPlugin'],
  '@smithy/core/protocols': ['getContentLengthPlugin', 'getHttpHandlerExtensionConfiguration', 'parseUrl'],
  '@smithy/core/retry': ['getRetryPlugin', 'NODE_RETRY_MODE_CONFIG_OPTIONS', 'resolveRetryConfig'],
  '@smithy/core/schema': ['getSchemaSerdePlugin'],
  '@smithy/core/serde': ['calculateBodyLength', 'toUtf8'],
  '@smithy/node-http-handler': ['NodeHttpHandler', 'streamCollector'],
};

const OF_AWS =
  /[\\/]lib[\\/](?:sources[\\/]ecr|sources[\\/]ecr-public|ledger[\\/]dynamodb|backends[\\/]aws-secrets-manager|references[\\/]aws-secret)\.ts$/;
const SDK = /[\\/]node_modules[\\/]@(?:aws|aws-sdk|smithy)[\\/]/;

/**
 * A chunk is a file, and to find, read and link one costs a cold start half a millisecond, however small it is. There
 * is one for every set of parts that have something in common; so each part that is loaded late is made to stand on the
 * same core, which is there by then anyway: what they have in common is one chunk. What AWS's SDK loads late itself
 * stands on the core of its clients.
 */
export const sharedCore: Plugin = {
  name: 'shared core',
  setup({ onResolve, onLoad, resolve: resolved }) {
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, kind, resolveDir }) =>
      kind === 'dynamic-import' ? { path: resolve(resolveDir, path), namespace: 'late part' } : undefined,
    );
    onResolve(
      { filter: /^(?:\.|@aws-sdk\/|@smithy\/)/ },
      async ({ path, kind, resolveDir, importer, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === 'found') return undefined;
        const found = await resolved(path, { resolveDir, kind, importer, pluginData: 'found' });
        return SDK.test(found.path) ? { path: found.path, namespace: 'late part' } : undefined;
      },
    );
    onResolve({ filter: /^core of aws$/ }, ({ path }) => ({ path, namespace: 'core of aws' }));
    onLoad({ filter: /.*/, namespace: 'late part' }, ({ path }) => ({
      contents: [
        ...CORE.map((module) => `import '${module}';`),
        ...(SDK.test(path) || OF_AWS.test(path) ? ["import 'core of aws';"] : []),
        `export * from ${JSON.stringify(path)};`,
      ].join('\n'),
      resolveDir: resolve('.'),
    }));
    onLoad({ filter: /.*/, namespace: 'core of aws' }, () => ({
      contents: [
        ...Object.entries(AWS_CORE).map(([from, names]) => `import { ${names.join(', ')} } from '${from}';`),
        `export const core = () => [${Object.values(AWS_CORE).flat().join(', ')}];`, // never called, nor there in the end
      ].join('\n'),
      resolveDir: resolve('.'),
    }));
  },
};
