import { normalize, posix, resolve } from 'node:path';
import { type BackendTraits, PLAIN_NAMING } from '../traits.ts';
import type { FileOptions } from './options.ts';

export type FileTarget = Omit<FileOptions, 'format'>;

export function compileFile({ format: _, ...target }: FileOptions): FileTarget {
  return target;
}

export function fileTraits(target: FileTarget): BackendTraits {
  const path = resolve(target.path);
  return {
    service: 'files',
    // A name is a key in our JSON file, so any text is allowed.
    naming: { ...PLAIN_NAMING, isByHost: (format) => format === 'docker-config-json' },
    defaultFormat: 'docker-auth',
    problemWithFormat: () => undefined,
    destination: (name) => ({ parts: [normalize(target.path), name], here: [path, name] }),
    layout: (format) => ({ file: path, layout: format === 'docker-config-json' ? format : '' }),
    storedAt: () => ({ in: target.type, name: path }),
    reads: [],
    google: undefined,
    awsRights: () => [],
    kmsKey: undefined,
    isReadable: true,
    notInLambda: isInTmp(target.path)
      ? undefined
      : {
          because: `it writes ${target.path}, and a deployed function can write files only below /tmp`,
          remedy:
            'to deploy, publish to another backend, or give this one a path below /tmp; "pullkeeper refresh" on your own machine can write it',
        },
    callsToWrite: () => [],
    callsToReadBack: { each: [], once: [] },
    limits: [],
    versionsADay: undefined,
    bill: () => undefined,
    caveat: undefined,
  };
}

/** In Lambda, only /tmp can be written: docs.aws.amazon.com/lambda, "Execution environment". */
function isInTmp(path: string): boolean {
  return posix.normalize(path).startsWith('/tmp/');
}
