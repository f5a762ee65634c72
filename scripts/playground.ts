import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPlayground } from '../web/build.ts';
import { PROJECT } from './bundle/options.ts';
import { noticesFor } from './notices.ts';

// `npm run playground`: builds the playground as files for any web host.
const folder = join(PROJECT, 'build/playground');
const chunks = await buildPlayground(folder);
await writeFile(join(folder, 'THIRD-PARTY-NOTICES.txt'), noticesFor(chunks));
console.log('The playground is in build/playground: copy its files to any web host.');
