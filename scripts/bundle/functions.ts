import { globSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutputChunk } from 'rolldown';
import type { Config } from '../../lib/config/config.ts';
import { nodeOptions, PROJECT } from './options.ts';
import { buildInto } from './write.ts';

/** Shares little code with the others. Built alone, it has fewer and smaller files. */
const ALONE = 'functions/validate.ts';

/** Builds every function into `outdir`. The compiled registries.yml replaces the module that would compile it. */
export async function bundleFunctions(config: Config, outdir: string): Promise<OutputChunk[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pullkeeper-'));
  try {
    const registries = join(folder, 'registries.json');
    await writeFile(registries, JSON.stringify(config));
    const others = globSync('functions/*.ts', { cwd: PROJECT }).filter((file) => file !== ALONE);
    return await buildInto(
      outdir,
      [others.toSorted(), [ALONE]].map((input) =>
        nodeOptions(input, { alias: { '#registries': registries }, coreFrom: 5 }),
      ),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
