import type { Backend } from '../backends/backend.ts';
import { traitsOf } from '../backends/catalogue.ts';
import { openBackend } from '../backends/index.ts';
import type { Publication } from '../config/config.ts';
import { beginsWithRole } from '../google/identity.ts';
import { isReadAsRole } from '../references/reference.ts';
import { askAsFunction, type Caller } from './caller.ts';
import { type Answer, type Check, fine, notAsked, warning } from './check.ts';
import type { Patient } from './patient.ts';

/** Whether each name could be written now: nothing is. */
export function backendChecks(patient: Patient, caller: (signal: AbortSignal) => Promise<Caller>): Check[] {
  const { config, env, now } = patient;
  const opened = new Map<string, Promise<Backend>>();
  const open = ({ backend: name, to }: Publication) => {
    const backend = opened.get(name) ?? openBackend(to, { env, now, log: () => {} });
    opened.set(name, backend);
    return backend;
  };
  return config.registries.flatMap(({ publish }) =>
    publish.map(
      (publication): Check => ({
        group: 'backends',
        name: `${publication.backend}: ${publication.name}`,
        async ask(signal) {
          const look = async () => foresee(await open(publication), publication, signal);
          return isWrittenAsRole(publication) ? askAsFunction(look, patient, () => caller(signal)) : look();
        },
      }),
    ),
  );
}

async function foresee(backend: Backend, publication: Publication, signal: AbortSignal): Promise<Answer> {
  const seen = await backend.check?.(publication, signal);
  if (seen === undefined) return notAsked('this kind of backend cannot be checked');
  if (seen.doubt !== undefined) return warning(`${seen.is}, but ${seen.doubt}`);
  return seen.unasked === undefined ? fine(seen.is) : notAsked(`${seen.is}; ${seen.unasked}`);
}

/** Whether the role of the function is what lets it write there. */
function isWrittenAsRole({ to, name }: Publication): boolean {
  const { awsRights, google, reads } = traitsOf(to);
  return (
    awsRights([name], []).length > 0 ||
    (google !== undefined && beginsWithRole(google.writer)) ||
    reads.some(isReadAsRole)
  );
}
