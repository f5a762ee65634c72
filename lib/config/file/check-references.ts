import type { SecretReference } from '../config.ts';
import { checkCaller } from './check-google.ts';
import type { Complaint, Path } from './complaint.ts';
import type { Pieces } from './pieces.ts';

/** What Google keeps is read by a Google identity: the one that the reference names, or the only one there is. */
export function checkReferences(pieces: Pick<Pieces, 'backends' | 'identities' | 'registries'>): Complaint[] {
  return placedReferences(pieces).flatMap(([path, reference]) =>
    reference.from === 'google-secret-manager'
      ? checkCaller(reference.identity, pieces.identities, {
          path,
          at: 'value',
          needs: 'what is kept in Google Secret Manager is read by a Google identity',
          only: 'from Google Secret Manager only a Google identity can read',
        })
      : [],
  );
}

/** Every reference that may lead to Google, and where it stands: the key of an identity may not. */
function placedReferences({
  backends,
  identities,
  registries,
}: Pick<Pieces, 'backends' | 'identities' | 'registries'>): [Path, SecretReference][] {
  const keys = [...backends].flatMap(([name, options]): [Path, SecretReference][] => {
    if (options?.type === 'baseten') return [[['backends', name, 'apiKey'], options.apiKey]];
    return options?.type === 'fal' ? [[['backends', name, 'key'], options.key]] : [];
  });
  const externalIds = [...identities].flatMap(([name, options]): [Path, SecretReference][] =>
    options?.type === 'aws-role' && typeof options.externalId === 'object'
      ? [[['identities', name, 'externalId'], options.externalId]]
      : [],
  );
  const passwords = registries.flatMap(({ credentials }, index): [Path, SecretReference][] =>
    credentials === undefined
      ? []
      : [[['registries', index, 'credentials', 'password'], credentials.password]],
  );
  return [...keys, ...externalIds, ...passwords];
}
