import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { versionOfSources } from '../../cli/version.ts';
import { buildPages } from '../../web/build.ts';
import { noticesFor } from '../notices.ts';
import { nodeOptions, PROJECT } from './options.ts';
import { buildInto } from './write.ts';

// Builds the program that an installed `npx pullkeeper` runs. Code of single commands is in separate files: most commands load no cloud client.
const define = { 'process.env.PULLKEEPER_BUILD': JSON.stringify(await versionOfSources()) };
const outdir = join(PROJECT, 'build/cli');
const chunks = await buildInto(outdir, [nodeOptions(['cli/main.ts'], { define, coreFrom: 12 })]);
const pages = await buildPages(join(PROJECT, 'build/web'));
await writeFile(join(outdir, 'THIRD-PARTY-NOTICES.txt'), noticesFor([...chunks, ...pages]));
