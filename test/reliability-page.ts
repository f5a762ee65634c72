import { readFile, writeFile } from 'node:fs/promises';
import { expect } from 'vitest';

const PAGE = 'docs/reliability.md';

/** True in `npm run reliability` and in .ci/run: the sizes that take minutes are tried as well. */
export const isThorough = ['reliability', 'ci'].includes(process.env.MODE ?? '');

/** True in `npm run reliability` alone: the largest sizes. */
export const isReliability = process.env.MODE === 'reliability';

/** A part of the page that comes out of a test, and stands between two comments there. `npm run reliability` writes it. */
export async function expectPart(name: string, text: string): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [before, , after] = page.split(new RegExp(`(?<=<!-- ${name} -->\n)([^]*?)(?=<!-- /${name} -->)`));
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has no part called ${name}`);
  const written = `${before}\n${text}\n\n${after}`;
  if (isReliability) await writeFile(PAGE, written);
  else expect(page, `${PAGE} is out of step: npm run reliability`).toBe(written);
}
