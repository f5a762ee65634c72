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

/** Keeps the names of our functions, for stack traces, and of classes, by which packages but AWS's recognise a value. */
async function write(chunk: OutputChunk, outdir: string): Promise<OutputChunk> {
  const ours = chunk.moduleIds.filter((id) => id.endsWith('.ts')).length > chunk.moduleIds.length / 4;
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
