import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type OutputChunk } from 'rolldown';
import { z } from 'zod';
import { compile } from '../lib/config/file/compile.ts';
import { bundleFunctions } from '../scripts/bundle/functions.ts';
import { chunkOf, loadedWith, sizeOf } from '../test/bundle/chunks.ts';
import { type Findings, inWords, spreadOf } from './figures.ts';
import { runToEnd } from './process.ts';

/**
 * What Google costs a cold start: the time and the work until everything is loaded that a run needs, and the most memory
 * the process had by then, against an empty middy handler. Each is bundled as it is deployed, and run in a process of its
 * own; the rounds take turns, so that a busy moment of the machine hits all alike.
 */
/** Node itself is there already when Lambda begins to load: only what comes after it counts. */
const LOADER = `
import { writeSync } from 'node:fs';
import { peakMb } from ${JSON.stringify(join(import.meta.dirname, 'peak-mb.mjs'))};
import { resolve } from 'node:path';
const work = process.cpuUsage();
const before = performance.now();
for (const each of process.argv.slice(2)) {
  if (each.startsWith('node:')) process.getBuiltinModule(each);
  else await import(resolve(each));
}
const ms = performance.now() - before;
const { user, system } = process.cpuUsage(work);
writeSync(3, JSON.stringify([ms, (user + system) / 1_000, peakMb()]));
`;

/** What the loader tells, in its order. */
const UNITS = [
  { key: 'milliseconds', name: 'ms', digits: 1 },
  { key: 'cpuMs', name: 'ms', digits: 1 },
  { key: 'peakMb', name: 'MB', digits: 0 },
];
const TOLD = z.array(z.number()).length(UNITS.length);

const CONFIG = `
identities:
  gar: { type: google-workload-identity, provider: projects/1/locations/global/workloadIdentityPools/aws/providers/lambda }
registries:
  - { host: us-docker.pkg.dev, identity: gar, publish: [file] }
`;

export async function google(rounds: number): Promise<Findings> {
  const folder = await mkdtemp(join(process.cwd(), '.bench-'));
  try {
    const { chunks, loads } = await bundledIn(folder);
    const loader = join(folder, 'load.mjs');
    await writeFile(loader, LOADER);
    const runs = new Map([...loads.keys()].map((name): [string, number[][]] => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const [name, loaded] of loads) {
        const { told } = await runToEnd(
          [
            process.execPath,
            loader,
            ...loaded.map((each) => (typeof each === 'string' ? each : join(folder, each.fileName))),
          ],
          {},
        );
        runs.get(name)?.push(TOLD.parse(JSON.parse(told)));
      }
    }
    const spreads = new Map(
      [...runs].map(([name, all]) => [
        name,
        UNITS.map((_, index) => spreadOf(all.map((each) => each[index] ?? Number.NaN))),
      ]),
    );
    return {
      title: `What Google costs a cold start, loaded in a process of its own, ${rounds} rounds`,
      table: [
        ['', 'to load', 'CPU time', 'peak', 'JavaScript'],
        ...[...loads].map(([name, loaded]) => [
          name,
          ...(spreads.get(name) ?? []).map((spread, index) =>
            inWords(spread, UNITS[index]?.name ?? '', UNITS[index]?.digits),
          ),
          sizeInWords(loaded, chunks),
        ]),
      ],
      goals: [],
      figures: Object.fromEntries(
        UNITS.map(({ key }, index) => [
          key,
          Object.fromEntries([...spreads].map(([name, all]) => [name, all[index]])),
        ]),
      ),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file of the bundle, or a module of Node by its name. */
type Loaded = OutputChunk | string;

/** Everything in the folder, and for each row the files that it loads. */
async function bundledIn(folder: string) {
  const chunks = await bundleFunctions(compile(CONFIG, 'bench'), folder);
  const empty = join(folder, 'empty-handler.js');
  await writeFile(
    empty,
    `import middy from ${JSON.stringify(import.meta.resolve('@middy/core'))}; export const handler = middy().handler(async () => {});`,
  );
  const built = await build({
    input: empty,
    platform: 'node',
    output: { dir: folder, entryFileNames: 'empty.mjs', minify: true },
  });

  const files = (...sources: string[]) => sources.map((source) => chunkOf(chunks, `${source}.ts`));
  const refresh = files('functions/refresh-artifact-registry');
  const source = [...refresh, ...files('lib/sources/artifact-registry/source')];
  const asRole = [...source, ...files('lib/google/workload-client')];
  const asAccount = [...asRole, ...files('lib/google/impersonating-client')];
  const secrets = ['backend', 'api'].map((name) => `lib/backends/google-secret-manager/${name}`);
  const loads = new Map<string, Loaded[]>([
    ['empty middy handler', [built.output[0]]],
    ['refreshArtifactRegistry', refresh],
    ['… and tokens by a key', [...source, ...files('lib/google/key-client')]],
    ['… and tokens of its AWS role', asRole],
    ['… and of a service account', asAccount],
    ['… and what they are signed with', [...asAccount, 'node:crypto']],
    ['… and Secret Manager', [...asAccount, ...files(...secrets)]],
  ]);
  return { chunks, loads };
}

function sizeInWords(loaded: readonly Loaded[], chunks: readonly OutputChunk[]): string {
  const files = loadedWith(
    chunks,
    loaded.filter((each) => typeof each !== 'string'),
  );
  return `${(sizeOf(files) / 1_000).toFixed(0)} kB in ${files.length}`;
}
