import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { compile } from '../lib/config/compile.ts';
import { table } from '../lib/table.ts';
import { bundle } from '../scripts/bundle.ts';
import { bundledFile, filesLoadedWith } from '../scripts/bundled-files.ts';

/**
 * What Google costs a cold start: the time and the work until everything is loaded that a run needs, and the most memory
 * the process had by then, against an empty middy handler. Each is bundled as it is deployed, and run in a process of its
 * own; the rounds take turns, so that a busy moment of the machine hits all alike.
 */
const ROUNDS = Number(process.argv[2] ?? 15);

/** Node itself is there already when Lambda begins to load: only what comes after it counts. */
const LOADER = `
import { resolve } from 'node:path';
const work = process.cpuUsage();
const before = performance.now();
for (const each of process.argv.slice(2)) {
  if (each.startsWith('node:')) process.getBuiltinModule(each);
  else await import(resolve(each));
}
const ms = performance.now() - before;
const { user, system } = process.cpuUsage(work);
console.log(JSON.stringify([ms, (user + system) / 1_000, process.resourceUsage().maxRSS / 1_024]));
`;

/** What the loader tells, in its order. */
const UNITS = [
  { name: 'ms', digits: 1 },
  { name: 'ms', digits: 1 },
  { name: 'MB', digits: 0 },
];

const CONFIG = `
identities:
  gar: { type: google-workload-identity, provider: projects/1/locations/global/workloadIdentityPools/aws/providers/lambda }
registries:
  - { host: us-docker.pkg.dev, identity: gar, publish: [file] }
`;

const folder = await mkdtemp(join(process.cwd(), '.bench-'));
try {
  const ofFunctions = await bundle(compile(CONFIG, 'bench'), folder);
  const ofEmpty = await build({
    stdin: {
      contents: "import middy from '@middy/core'; export const handler = middy().handler(async () => {});",
      resolveDir: '.',
    },
    outfile: join(folder, 'empty.mjs'),
    bundle: true,
    minify: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
  });
  const outputs = { ...ofFunctions.metafile.outputs, ...ofEmpty.metafile.outputs };

  const files = (...sources: string[]) =>
    sources.map((source) => bundledFile(ofFunctions.metafile, `${source}.ts`));
  const refresh = files('functions/refresh-artifact-registry');
  const source = [...refresh, ...files('lib/sources/artifact-registry')];
  const asRole = [...source, ...files('lib/google/workload-client')];
  const asAccount = [...asRole, ...files('lib/google/impersonating-client')];
  const secrets = ['google-secret-manager', 'google-secret-manager-api'].map(
    (name) => `lib/backends/${name}`,
  );
  const loads = new Map([
    ['empty middy handler', Object.keys(ofEmpty.metafile.outputs)],
    ['refreshArtifactRegistry', refresh],
    ['… and tokens by a key', [...source, ...files('lib/google/key-client')]],
    ['… and tokens of its AWS role', asRole],
    ['… and of a service account', asAccount],
    ['… and what they are signed with', [...asAccount, 'node:crypto']],
    ['… and Secret Manager', [...asAccount, ...files(...secrets)]],
  ]);

  const loader = join(folder, 'load.mjs');
  await writeFile(loader, LOADER);
  const runs = new Map([...loads.keys()].map((name): [string, number[][]] => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, loaded] of loads) {
      const { stdout } = spawnSync(process.execPath, [loader, ...loaded], { encoding: 'utf8' });
      runs.get(name)?.push(JSON.parse(stdout));
    }
  }

  const medians = [...runs.values()].map((all) => UNITS.map((_, index) => median(all, index)));
  const rows = [...loads].map(([name, loaded], row) => [
    name,
    ...UNITS.flatMap((unit, index) => {
      const value = medians[row]?.[index] ?? Number.NaN;
      const more = value - (medians[0]?.[index] ?? Number.NaN);
      return [`${value.toFixed(unit.digits)} ${unit.name}`, `+${more.toFixed(unit.digits)}`];
    }),
    sizeOf(filesLoadedWith({ inputs: {}, outputs }, loaded).map((path) => outputs[path]?.bytes ?? 0)),
  ]);
  console.log(`Loaded in a process of its own, median of ${ROUNDS}, Node ${process.version}\n`);
  console.log(table([['', 'to load', '', 'CPU time', '', 'peak', '', 'JavaScript'], ...rows]));
} finally {
  await rm(folder, { recursive: true, force: true });
}

function median(runs: readonly number[][], index: number): number {
  const values = runs.map((run) => run[index] ?? Number.NaN).toSorted((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? Number.NaN;
}

function sizeOf(bytes: readonly number[]): string {
  const files = bytes.filter((each) => each > 0);
  return `${(files.reduce((sum, each) => sum + each, 0) / 1_000).toFixed(0)} kB in ${files.length}`;
}
