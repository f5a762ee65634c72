import { join } from 'node:path';
import { nodeOptions, PROJECT } from './options.ts';
import { buildInto } from './write.ts';

// `npx pullkeeper` runs this where pullkeeper is installed: Node runs no TypeScript from node_modules. What only some
// commands need is in files of its own, so most commands load no cloud client.
await buildInto(join(PROJECT, 'build/cli'), [nodeOptions(['cli/main.ts'])]);
