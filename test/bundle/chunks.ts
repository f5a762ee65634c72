import type { OutputChunk } from 'rolldown';

/** Returns the file of a bundle that stands for a source: a function, or a part that is loaded late. */
export function chunkOf(chunks: readonly OutputChunk[], source: string): OutputChunk {
  const found = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${source}`));
  if (found === undefined) throw new Error(`${source} has no file of its own in the bundle`);
  return found;
}

/** Returns all files that are loaded with these, themselves included, but not what they load later. */
export function loadedWith(chunks: readonly OutputChunk[], first: readonly OutputChunk[]): OutputChunk[] {
  const found = new Set<OutputChunk>();
  const add = (chunk: OutputChunk) => {
    if (found.has(chunk)) return;
    found.add(chunk);
    for (const each of chunks) if (chunk.imports.includes(each.fileName)) add(each);
  };
  first.forEach(add);
  return [...found];
}

/** Returns the sources in these files, as paths within the project. */
export function sourcesIn(chunks: readonly OutputChunk[]): string[] {
  return chunks.flatMap(({ moduleIds }) => moduleIds.map((id) => id.replace(`${process.cwd()}/`, '')));
}

/** In bytes. */
export function sizeOf(chunks: readonly OutputChunk[]): number {
  return chunks.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
}
