import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type OutputChunk } from 'rolldown';
import { minify } from 'rolldown/utils';
import { AWS } from './options.ts';

/** Builds into an empty folder, and returns the files. */
export async function buildInto(outdir: string, builds: BuildOptions[]): Promise<OutputChunk[]> {
  const built = await build(builds.map((options) => ({ ...options, write: false })));
  const chunks = built.flatMap(({ output }) => output.filter((each) => each.type === 'chunk'));
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  return Promise.all(chunks.map((chunk) => write(chunk, outdir)));
}

/**
 * Our functions keep their names, for stack traces. Classes keep theirs, because some packages recognise a value by the
 * name of its class. AWS's SDK does not, and has a class for each error of each operation: names are a tenth of it.
 */
async function write(chunk: OutputChunk, outdir: string): Promise<OutputChunk> {
  const ours = chunk.moduleIds.some((id) => id.endsWith('.ts'));
  const keepNames = { class: !chunk.name.startsWith(AWS), function: ours };
  const { code, map } = await minify(chunk.fileName, chunk.code, {
    module: true,
    mangle: { keepNames },
    sourcemap: true,
    ...(chunk.map && { inputMap: chunk.map }),
  });
  const path = join(outdir, chunk.fileName);
  await writeFile(path, code);
  await writeFile(`${path}.map`, JSON.stringify(map)); // for reading stack traces; it is not deployed
  return { ...chunk, code };
}
