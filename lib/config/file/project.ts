import { readFileSync } from 'node:fs';
import type { Config } from '../config.ts';
import { compile } from './compile.ts';

/**
 * The registries of this project, compiled as soon as anything imports `#registries`. A bundle has the result in place
 * of this module, so that a Lambda neither reads nor parses YAML.
 */
export const registriesFile = process.env.PULLKEEPER_REGISTRIES ?? 'registries.yml';

export default load();

/** Every command of the project needs it, so without it none begins: what is wrong is said once, and that is all. */
function load(): Config {
  try {
    return compile(readFileSync(registriesFile, 'utf8'), registriesFile);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
