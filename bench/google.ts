import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { compile } from '../lib/config/compile.ts';
import { table } from '../lib/table.ts';
import { bundle } from '../scripts/bundle.ts';

/**
 * What Google costs a cold start: the time until everything is loaded that a run needs, and the most memory the process
 * had by then, against an empty middy handler. Each is bundled as it is deployed, and run in a process of its own; the
 * rounds take turns, so that a busy moment of the machine hits all alike.
 */
const ROUNDS = Number(process.argv[2] ?? 15);

/** Node itself is there already when Lambda begins to load: only what comes after it counts. */
const LOADER = `
const before = performance.now();
for (const file of process.argv.slice(2)) await import(file);
console.log(JSON.stringify([performance.now() - before, process.resourceUsage().maxRSS / 1024]));
`;

const IDENTITY = `
identities:
  gar: { type: google-workload-identity, provider: projects/1/locations/global/workloadIdentityPools/aws/providers/lambda }
registries:
  - { host: us-docker.pkg.dev, identity: gar, publish: [file] }
`;

const folder = await mkdtemp(join(process.cwd(), '.bench-'));
try {
  const { metafile } = await bundle(compile(IDENTITY, 'bench'), folder);
  const chunkOf = (source: string) => {
    const found = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === source);
    if (found === undefined) throw new Error(`${source} has no chunk of its own in the bundle`);
    return join(process.cwd(), found[0]);
  };
  await build({
    stdin: {
      contents: "import middy from '@middy/core'; export const handler = middy().handler(async () => {});",
      resolveDir: '.',
    },
    outfile: join(folder, 'empty.mjs'),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
  });
  const empty = join(folder, 'empty.mjs');
  const refresh = join(folder, 'refresh-artifact-registry.mjs');
  const tokens = [
    refresh,
    chunkOf('lib/sources/artifact-registry.ts'),
    chunkOf('lib/google/auth-clients.ts'),
  ];
  const secrets = ['google-secret-manager', 'google-secret-manager-api'].map((name) =>
    chunkOf(`lib/backends/${name}.ts`),
  );
  const loads = {
    'empty middy handler': [empty],
    refreshArtifactRegistry: [refresh],
    '… and its tokens': tokens,
    '… and Secret Manager': [...tokens, ...secrets],
  };

  const seen = new Map(Object.keys(loads).map((name) => [name, { ms: [] as number[], mb: [] as number[] }]));
  const loader = join(folder, 'load.mjs');
  await writeFile(loader, LOADER);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, files] of Object.entries(loads)) {
      const [ms = 0, mb = 0] = JSON.parse(
        spawnSync(process.execPath, [loader, ...files], { encoding: 'utf8' }).stdout,
      );
      seen.get(name)?.ms.push(ms);
      seen.get(name)?.mb.push(mb);
    }
  }
  const base = [...seen.values()][0];
  const rows = [...seen].map(([name, { ms, mb }]) => [
    name,
    `${median(ms).toFixed(1)} ms`,
    `+${(median(ms) - median(base?.ms ?? [])).toFixed(1)} ms`,
    `${median(mb).toFixed(0)} MB`,
    `+${(median(mb) - median(base?.mb ?? [])).toFixed(0)} MB`,
  ]);
  console.log(`Loaded in a process of its own, median of ${ROUNDS}, Node ${process.version}\n`);
  console.log(table([['', 'to load', '', 'peak', ''], ...rows]));
} finally {
  await rm(folder, { recursive: true, force: true });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
