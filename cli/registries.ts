import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Config } from '../lib/config/config.ts';
import { compile } from '../lib/config/file/compile.ts';
import { Failure } from '../lib/failure.ts';
import type { Terminal } from './command.ts';

/** The registries.yml that a command is about: the one it is told, or else the one of this folder. */
export async function readRegistries(
  { cwd, env }: Terminal,
  file = env.PULLKEEPER_REGISTRIES ?? 'registries.yml',
): Promise<Config> {
  const text = await readFile(resolve(cwd, file), 'utf8').catch(() => {
    throw new Failure('invalid', `${file} cannot be read`, { hint: 'name another with --registries FILE' });
  });
  return compile(text, file);
}
