import { allow, merged, type PolicyPart, type Statement } from '../aws/statement.ts';
import { allowWebIdentity } from '../aws/web-identity-rights.ts';
import { isWatched } from '../config/canary.ts';
import type { Config, Publication, Registry } from '../config/config.ts';
import { googleIdentitiesOf, placesOf, referencesOf } from '../config/reads.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import { servedBy } from '../config/serving.ts';
import type { GoogleIdentity } from '../google/identity.ts';
import { webIdentityAudience } from '../google/web-identity.ts';
import { readReferences } from '../references/rights.ts';
import { type SourceSpec, sourceTraitsOf } from '../sources/catalogue.ts';
import type { SourceTraits } from '../sources/traits.ts';
import { fitted } from './policy-size.ts';

/** What the role of a function may do, and nothing else: as much as the registries it serves ask for. */
export function permissionsOf(config: Config, name: RefreshFunction): Statement[] {
  const registries = servedBy(name, config.registries);
  const watched = new Set(registries.filter(isWatched).flatMap(({ publish }) => publish));
  const parts = [
    ...rightsToMint(registries, ({ awsRights }, hosts) => awsRights(hosts)),
    ...readReferences(registries.flatMap(referencesOf)),
    ...rightsToSignIn(registries.flatMap(googleIdentitiesOf)),
    ...placesOf(registries.flatMap(({ publish }) => publish)).flatMap(({ traits, publications }) =>
      traits.awsRights(namesOf(publications), namesOf(publications.filter((each) => watched.has(each)))),
    ),
  ];
  return statementsOrNone(fitted(parts));
}

/** What a role that is assumed needs of its own: to mint, and to pull with what it minted. */
export function pullPermissionsOf(identity: string, { registries }: Config): Statement[] {
  const own = registries.filter((registry) => registry.identity === identity);
  return statementsOrNone(fitted(rightsToMint(own, ({ pullRights }, hosts) => pullRights(hosts))));
}

function rightsToMint(
  registries: readonly Registry[],
  rights: (traits: SourceTraits, hosts: Registry['host'][]) => PolicyPart[],
): PolicyPart[] {
  const bySource = Map.groupBy(registries, ({ source }) => JSON.stringify(source));
  const parts = [...bySource.values()].flatMap((each) => {
    const source: SourceSpec | undefined = each[0]?.source;
    const hosts = each.map(({ host }) => host);
    return source === undefined ? [] : rights(sourceTraitsOf(source), hosts);
  });
  return merged(parts);
}

/** What the role needs in AWS to prove to Google who it is: nothing, unless AWS signs a token for it. */
function rightsToSignIn(identities: readonly GoogleIdentity[]): PolicyPart[] {
  const audiences = new Set(identities.flatMap(({ base }) => webIdentityAudience(base) ?? []));
  return [...audiences].map((audience) => ({ exact: [allowWebIdentity(audience)] }));
}

/** IAM takes no policy without a statement; this one allows what everybody may do anyway. */
function statementsOrNone(statements: Statement[]): Statement[] {
  return statements.length > 0 ? statements : [allow(['sts:GetCallerIdentity'], ['*'])];
}

function namesOf(publications: readonly Publication[]): string[] {
  return publications.map(({ name }) => name);
}
