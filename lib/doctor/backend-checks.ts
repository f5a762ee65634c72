import type { Backend } from '../backends/backend.ts';
import { traitsOf } from '../backends/catalogue.ts';
import type { Publication } from '../config/config.ts';
import { beginsWithRole } from '../google/identity.ts';
import { isReadWithRole } from '../references/reference.ts';
import { openedBackends } from '../refresh/open-backends.ts';
import { askAsFunction, type Caller } from './caller.ts';
import { type Answer, type Check, fine, notChecked, warning } from './check.ts';
import type { DoctorTarget } from './target.ts';

/** Checks whether each secret could be written now. Writes nothing. */
export function backendChecks(
  target: DoctorTarget,
  caller: (signal: AbortSignal) => Promise<Caller>,
): Check[] {
  const { config, env, now } = target;
  const open = openedBackends({ env, now, log: () => {} });
  return config.registries.flatMap(({ publish }) =>
    publish.map(
      (publication): Check => ({
        group: 'backends',
        name: `${publication.backend}: ${publication.name}`,
        async run(signal) {
          const check = async () => preflight(await open(publication), publication, signal);
          return isWrittenAsRole(publication) ? askAsFunction(check, target, () => caller(signal)) : check();
        },
      }),
    ),
  );
}

async function preflight(backend: Backend, publication: Publication, signal: AbortSignal): Promise<Answer> {
  const seen = await backend.check?.(publication, signal);
  if (seen === undefined) return notChecked('this kind of backend cannot be checked');
  if (seen.risk !== undefined) return warning(`${seen.is}, but ${seen.risk}`);
  return seen.notChecked === undefined ? fine(seen.is) : notChecked(`${seen.is}; ${seen.notChecked}`);
}

/** Whether the role of the function gives the right to write. */
function isWrittenAsRole({ to, name }: Publication): boolean {
  const { awsRights, google, reads } = traitsOf(to);
  return (
    awsRights([name], []).length > 0 ||
    (google !== undefined && beginsWithRole(google.writer)) ||
    reads.some(isReadWithRole)
  );
}
