import type { BackendOptions, IdentityOptions } from '../config.ts';
import { baseOf, isGoogle } from '../google-identity.ts';
import type { Complaint, Path } from './complaint.ts';
import { otherNames } from './explain.ts';

type Identities = ReadonlyMap<string, IdentityOptions | undefined>;

/** An impersonation stands on an identity that begins by itself: longer chains are what delegates are for. */
export function checkImpersonations(identities: Identities): Complaint[] {
  return [...identities].flatMap(([name, options]): Complaint[] => {
    if (options?.type !== 'google-impersonation') return [];
    const at = { path: ['identities', name, 'identity'], at: 'value' } as const;
    if (!identities.has(options.identity)) {
      const others = otherNames(
        options.identity,
        [...identities.keys()].filter((other) => other !== name),
      );
      return [{ ...at, message: `no identity is named "${options.identity}"${others}` }];
    }
    const beginning = identities.get(options.identity);
    if (beginning === undefined || baseOf(beginning) !== undefined) return [];
    const message = isGoogle(beginning)
      ? `identity "${options.identity}" is itself an impersonation: name the accounts between under delegates`
      : `identity "${options.identity}" is an AWS role; only a Google identity can impersonate`;
    return [{ ...at, message }];
  });
}

/** A backend of Google's is written by a Google identity: the one it names, or the only one there is. */
export function checkWriters(
  backends: ReadonlyMap<string, BackendOptions | undefined>,
  identities: Identities,
): Complaint[] {
  return [...backends].flatMap(([name, options]): Complaint[] =>
    options?.type === 'google-secret-manager'
      ? checkCaller(options.identity, identities, {
          path: ['backends', name],
          at: 'key',
          needs: `"${name}" is written by a Google identity`,
          only: 'to Google Secret Manager only a Google identity can write',
        })
      : [],
  );
}

interface Calling {
  /** What may name an identity, and whether it is its key that says what it is. */
  path: Path;
  at: Complaint['at'];
  /** What to say where it names none, and where it names an AWS role. */
  needs: string;
  only: string;
}

/** Who calls Google has to be known there: an identity that is broken in itself has been complained of already. */
export function checkCaller(
  identity: string | undefined,
  identities: Identities,
  { path, at, needs, only }: Calling,
): Complaint[] {
  const theirs = [...identities].flatMap(([name, options]) =>
    options === undefined || isGoogle(options) ? name : [],
  );
  if (identity === undefined) {
    if (theirs.length === 1) return [];
    const which =
      theirs.length === 0 ? 'none is defined' : `there are ${theirs.join(', ')}: say which, with identity`;
    return [{ path, at, message: `${needs}; ${which}` }];
  }
  if (theirs.includes(identity)) return [];
  const message = identities.has(identity)
    ? `identity "${identity}" is an AWS role; ${only}`
    : `no identity is named "${identity}"${otherNames(identity, theirs)}`;
  return [{ path: [...path, 'identity'], at: 'value', message }];
}
