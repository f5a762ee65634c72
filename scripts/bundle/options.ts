import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'rolldown';
import { lateBuiltins } from './late-builtins.ts';

interface More {
  alias?: Record<string, string>;
  define?: Record<string, string>;
  /** How many entry points must share a module of ours before it joins the file that all of them load. */
  coreFrom: number;
}

/** Returns the options that everything built for Node shares: the functions and the command line. */
export function nodeOptions(input: string[], { alias, define, coreFrom }: More) {
  return {
    input,
    cwd: PROJECT,
    platform: 'node',
    resolve: {
      // A package's modules before its CommonJS: only modules can be split, and reduced to what is used.
      conditionNames: ['module', 'node', 'import', 'default'],
      mainFields: ['module', 'main'],
      alias: {
        // Older Nodes lack these streams. Google's client speaks REST: it needs no gRPC, no parser of .proto, no long numbers.
        'web-streams-polyfill/dist/ponyfill.es2018.js': 'node:stream/web',
        // yaml offers Node only CommonJS, which reads process.env at every token. This is the same code as modules.
        yaml: `${PROJECT}/node_modules/yaml/browser/index.js`,
        '@grpc/grpc-js': `${PROJECT}/lib/google/no-grpc.ts`,
        '@grpc/proto-loader': `${PROJECT}/lib/google/no-grpc.ts`,
        protobufjs$: `${PROJECT}/node_modules/protobufjs/light.js`,
        'readable-stream': 'node:stream',
        'json-bigint': `${PROJECT}/lib/google/plain-json.ts`,
        ...alias,
      },
    },
    treeshake: { moduleSideEffects: [{ test: WITHOUT_SIDE_EFFECTS, sideEffects: false }] },
    transform: {
      target: 'node22', // the oldest that runs the npm package: it has no `using`
      define: {
        __dirname: 'import.meta.dirname',
        // Asking whether these exist makes Node load web streams, which costs milliseconds and is never used.
        'typeof ReadableStream': '"undefined"',
        'typeof Blob': '"undefined"',
        ...define,
      },
    },
    plugins: [lateBuiltins],
    output: {
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name]-[hash].mjs',
      sanitizeFileName: (name) => name.replaceAll(/[^\w-]/g, '-'),
      comments: false,
      sourcemap: 'hidden',
      codeSplitting: {
        // A file costs a cold start half a millisecond, so what many entry points share is one file, with its imports.
        groups: [
          { name: AWS, test: AWS_SDK, minShareCount: 10, priority: 2 },
          { name: `${AWS}-client`, test: AWS_SDK, entriesAware: true, priority: 1 },
          { name: 'core', test: /[\\/](?:lib(?!.(?:subject|async.lost))|cli)[\\/]/, minShareCount: coreFrom },
        ],
      },
    },
  } satisfies BuildOptions;
}

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** The beginning of the name of a file with only code of AWS's SDK. */
export const AWS = 'aws-sdk';

const WITHOUT_SIDE_EFFECTS = /[\\/]node_modules[\\/](?:yaml|@aws[^\\/]*|@smithy)[\\/]/;
const AWS_SDK = /[\\/]node_modules[\\/]@(?:aws-sdk|smithy)[\\/]/;
