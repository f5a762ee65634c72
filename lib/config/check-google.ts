import type { IdentityOptions } from './config.ts';
import { type Complaint, otherNames } from './explain.ts';
import { baseOf, isGoogle } from './google-identity.ts';

/** An impersonation stands on an identity that begins by itself: longer chains are what delegates are for. */
export function checkImpersonations(
  identities: ReadonlyMap<string, IdentityOptions | undefined>,
): Complaint[] {
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
