import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputChunk } from 'rolldown';

/** Returns the licences of all packages in a bundle; packages with the same text share it. */
export function noticesFor(chunks: readonly OutputChunk[]): string {
  const folders = chunks.flatMap(({ moduleIds }) =>
    moduleIds.flatMap((id) => /^[^\0].*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id) ?? []),
  );
  const packages = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const [file] = globSync('{LICENSE,LICENCE,license,COPYING}*', { cwd: folder }).sort();
    const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8').trim();
    return { title: `${name} ${version}`, text };
  });
  return [...Map.groupBy(packages, ({ text }) => text.replaceAll(/\s+/g, ' '))]
    .map(([, same]) => `${same.map(({ title }) => title).join('\n')}\n\n${same[0]?.text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}
