import type { Config } from '../../lib/config/config.ts';
import { googleIdentitiesOf } from '../../lib/config/reads.ts';
import type { GoogleIdentity, WorkloadIdentity } from '../../lib/google/identity.ts';
import { SECRET_RIGHTS } from '../../lib/google/secret-rights.ts';
import { issuerOf } from '../../sandbox/aws/web-identity.ts';
import type { GoogleOptions } from '../../sandbox/google/google.ts';
import type { Binding } from '../../sandbox/google/principals.ts';
import type { Provider } from '../../sandbox/google/sts.ts';
import { GITHUB_ISSUER } from '../../sandbox/oidc/github-actions.ts';

/** The AWS account of the sandbox's own function role. */
const FUNCTION_ACCOUNT = '123456789012';

/** The account of the keys in the sandbox. Only the real keys contain their real accounts. */
export const KEY_HOLDER = 'whoever-has-the-key@rehearsal.iam.gserviceaccount.com';

/** The Google of the rehearsal: every identity of registries.yml exists, and has the rights that it needs. */
export function googleOf({ registries }: Config): GoogleOptions {
  const all = distinct(registries.flatMap(googleIdentitiesOf));
  const bases = all.flatMap(({ base }) => (base.type === 'workload-identity' ? base : []));
  const universeDomain = bases[0]?.universeDomain;
  return {
    providers: distinct(bases.map(providerOf)),
    serviceAccounts: [KEY_HOLDER, ...all.flatMap(accountsOf)].map((email) => ({ email, longLived: true })),
    bindings: all.flatMap(bindingsOf),
    machine: KEY_HOLDER,
    ...(universeDomain !== undefined && { universeDomain }),
  };
}

/** The issuer of the tokens that a platform stores. */
export const PLATFORM = 'https://platform.example';

function providerOf({ provider: name, subjectToken }: WorkloadIdentity): Provider {
  if (subjectToken === undefined) return { name, account: FUNCTION_ACCOUNT };
  if (typeof subjectToken === 'object') return { name, issuer: PLATFORM };
  return {
    name,
    issuer: subjectToken === 'github-actions' ? GITHUB_ISSUER : issuerOf(FUNCTION_ACCOUNT),
  };
}

function accountsOf({ impersonations }: GoogleIdentity): string[] {
  return impersonations.flatMap(({ delegates, serviceAccount }) => [...delegates, serviceAccount]);
}

/** Each account may create tokens for the next, and the last may pull and write. */
function bindingsOf(identity: GoogleIdentity): Binding[] {
  const accounts = accountsOf(identity);
  const members = [memberOf(identity), ...accounts.map((email) => `serviceAccount:${email}`)];
  return members.flatMap((member, index): Binding[] => {
    const next = accounts[index];
    return next === undefined
      ? [
          { member, role: 'roles/artifactregistry.reader' },
          { member, role: [...SECRET_RIGHTS] },
        ]
      : [{ member, role: 'roles/iam.serviceAccountTokenCreator', on: next }];
  });
}

function memberOf({ base }: GoogleIdentity): string {
  return base.type === 'workload-identity'
    ? `principalSet://iam.googleapis.com/${base.provider.replace(/\/providers\/.*$/, '')}/*`
    : `serviceAccount:${KEY_HOLDER}`;
}

export function distinct<T>(all: readonly T[]): T[] {
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}
