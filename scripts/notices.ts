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
    return { title: [`${name} ${version}`, ...ownersIn(text)].join('\n  '), text: termsOf(text) };
  });
  return [...Map.groupBy(packages, ({ text }) => text.replaceAll(/\s+/g, ' '))]
    .map(([, same]) => `${same.map(({ title }) => title).join('\n')}\n\n${same[0]?.text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

const END_OF_APACHE = 'END OF TERMS AND CONDITIONS';

/**
 * Only the terms. The Apache licence is followed by instructions for other works, in which packages name their owners.
 */
function termsOf(text: string): string {
  const end = text.indexOf(END_OF_APACHE);
  return end < 0 ? text : text.slice(0, end + END_OF_APACHE.length);
}

/** The copyright lines that `termsOf` leaves out, without the placeholder. */
function ownersIn(text: string): string[] {
  const rest = text.slice(termsOf(text).length);
  return [...rest.matchAll(/^\s*(Copyright (?!\[yyyy\]).*)$/gm)].map(([, line = '']) => line);
}
