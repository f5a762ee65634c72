import { mkdir, rm, writeFile } from 'node:fs/promises';
import { rulePages } from './rule-pages.ts';

const folder = new URL('../docs/rules/', import.meta.url);

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const [name, text] of rulePages()) await writeFile(new URL(name, folder), text);
