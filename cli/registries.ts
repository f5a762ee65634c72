import { resolve } from 'node:path';
import type { Config } from '../lib/config/config.ts';
import { compile } from '../lib/config/file/compile.ts';
import { registriesPath } from '../lib/config/file/registries-path.ts';
import { readText } from '../lib/files/read-text.ts';
import type { Terminal } from './command.ts';

/** Compiles the registries.yml of `--registries`, or the one in this folder. */
export async function readRegistries(terminal: Terminal, file?: string): Promise<Config> {
  const { text, name } = await readRegistriesText(terminal, file);
  return compile(text, name);
}

/** Returns the text of that file, its path, and its name for messages. */
export async function readRegistriesText(
  { cwd, env }: Terminal,
  name = registriesPath(cwd, env),
): Promise<{ text: string; name: string; path: string }> {
  const path = resolve(cwd, name);
  const text = await readText(path, name, 'name another file with --registries FILE');
  return { text, name, path };
}
