import { join } from 'node:path';
import { buildPages } from '../web/build.ts';
import { PROJECT } from './bundle/options.ts';

// `npm run web`: builds board and playground into build/web, where `npx pullkeeper serve` and `ui` find them.
await buildPages(join(PROJECT, 'build/web'));
