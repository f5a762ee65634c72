import type { Metafile } from 'esbuild';

/** The file of a bundle that stands for a source: that of a function, or of a part that is loaded late. */
export function bundledFile({ outputs }: Metafile, source: string): string {
  for (const [path, { entryPoint }] of Object.entries(outputs)) {
    if (entryPoint?.endsWith(source)) return path;
  }
  throw new Error(`${source} has no file of its own in the bundle`);
}

/** All files that are loaded with these, themselves included; what they load later is not. */
export function filesLoadedWith({ outputs }: Metafile, paths: readonly string[]): string[] {
  const found = new Set<string>();
  const add = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    for (const { kind, external, path: next } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && !external) add(next);
    }
  };
  paths.forEach(add);
  return [...found];
}
