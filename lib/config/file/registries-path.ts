import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The user's own file. Git ignores it, so that an upgrade never conflicts with it. */
const OWN = 'registries.yml';

/** The sample that comes with a clone. Deploying it is refused: it says `sample: true`. */
const EXAMPLE = 'registries.example.yml';

/** Returns the file that holds the registries of this folder: the one that the environment names, the user's, or the example. */
export function registriesPath(folder: string, { PULLKEEPER_REGISTRIES }: NodeJS.ProcessEnv): string {
  if (PULLKEEPER_REGISTRIES !== undefined) return PULLKEEPER_REGISTRIES;
  const isThere = (file: string) => existsSync(resolve(folder, file));
  return !isThere(OWN) && isThere(EXAMPLE) ? EXAMPLE : OWN;
}
