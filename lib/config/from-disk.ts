import { readFileSync } from 'node:fs';
import { compile } from './compile.ts';

/**
 * The registries of this project, compiled when it is imported. Bundles replace this module by its result, so that a
 * Lambda neither reads nor parses YAML.
 */
export const registriesFile = process.env.PULLKEEPER_REGISTRIES ?? 'registries.yml';

export default compile(readFileSync(registriesFile, 'utf8'), registriesFile);
