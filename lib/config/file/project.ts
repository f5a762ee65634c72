import { readFileSync } from 'node:fs';
import { Failure } from '../../failure.ts';
import { whyUnread } from '../../files/read-text.ts';
import type { Config } from '../config.ts';
import { compile } from './compile.ts';
import { registriesPath } from './registries-path.ts';

/**
 * The registries of this project, compiled at the import of `#registries`. A bundle has the result in place of this
 * module, so that a Lambda function neither reads nor parses YAML.
 */
export const registriesFile = registriesPath('.', process.env);

export default load();

/** Ends the process with the reason when the file is wrong: every command of the project needs it. */
function load(): Config {
  try {
    return compile(readProjectFile(), registriesFile, new Date());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

function readProjectFile(): string {
  try {
    return readFileSync(registriesFile, 'utf8');
  } catch (error) {
    throw new Failure('invalid', whyUnread(error, registriesFile));
  }
}
