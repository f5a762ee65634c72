import type { Backend } from '../backends/backend.ts';
import { openBackend } from '../backends/index.ts';
import type { BackendOptions, Config, Publication } from '../config/config.ts';
import { beginsWithRole, googleIdentityOf, isReadByRole, namedOrOnly } from '../config/google-identity.ts';
import { askAsFunction, type Caller } from './caller.ts';
import { type Answer, type Check, fine, notAsked, warning } from './check.ts';
import type { Patient } from './patient.ts';

/** Whether each name could be written now: nothing is. */
export function backendChecks(patient: Patient, caller: (signal: AbortSignal) => Promise<Caller>): Check[] {
  const { config, env, now } = patient;
  const opened = new Map<string, Promise<Backend>>();
  const open = (name: string, options: BackendOptions) => {
    const backend = opened.get(name) ?? openBackend(options, env, { ...config, now, log: () => {} });
    opened.set(name, backend);
    return backend;
  };
  return config.registries.flatMap(({ publish }) =>
    publish.flatMap((publication): Check[] => {
      const options = config.backends[publication.backend];
      if (options === undefined) return [];
      return [
        {
          group: 'backends',
          name: `${publication.backend}: ${publication.name}`,
          async ask(signal) {
            const look = async () => foresee(await open(publication.backend, options), publication, signal);
            return isOfAws(options, config) ? askAsFunction(look, patient, () => caller(signal)) : look();
          },
        },
      ];
    }),
  );
}

async function foresee(backend: Backend, publication: Publication, signal: AbortSignal): Promise<Answer> {
  const { name } = publication;
  const seen = await backend.check?.(name, publication, signal);
  if (seen === undefined) return notAsked('this kind of backend cannot be asked');
  if (seen.doubt !== undefined) return warning(`${seen.is}, but ${seen.doubt}`);
  return seen.unasked === undefined ? fine(seen.is) : notAsked(`${seen.is}; ${seen.unasked}`);
}

function isOfAws(options: BackendOptions, { identities }: Config): boolean {
  switch (options.type) {
    case 'aws-secrets-manager':
      return true;
    case 'google-secret-manager':
      return beginsWithRole(googleIdentityOf(namedOrOnly(options.identity, identities) ?? '', identities));
    case 'baseten':
      return isReadByRole(options.apiKey, identities);
    case 'fal':
      return isReadByRole(options.key, identities);
    case 'file':
      return false;
  }
}
