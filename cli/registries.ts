import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Config } from '../lib/config/config.ts';
import { compile } from '../lib/config/file/compile.ts';
import { registriesPath } from '../lib/config/file/registries-path.ts';
import { Failure } from '../lib/failure.ts';
import type { Terminal } from './command.ts';

/** Compiles the registries.yml that a command is about: the one that `--registries` names, or the one of this folder. */
export async function readRegistries(
  { cwd, env }: Terminal,
  file = registriesPath(cwd, env),
): Promise<Config> {
  const text = await readFile(resolve(cwd, file), 'utf8').catch(() => {
    throw new Failure('invalid', `${file} cannot be read`, { hint: 'name another with --registries FILE' });
  });
  return compile(text, file);
}
