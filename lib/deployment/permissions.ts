import { allow, merged, type PolicyPart, type Statement } from '../aws/statement.ts';
import { allowWebIdentity } from '../aws/web-identity-rights.ts';
import { isWatched } from '../config/canary.ts';
import type { Config, Publication, Registry } from '../config/config.ts';
import { awsAudiencesOf, placesOf, referencesOf } from '../config/reads.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import { servedBy } from '../config/serving.ts';
import { readReferences } from '../references/rights.ts';
import { type SourceSpec, sourceTraitsOf } from '../sources/catalogue.ts';
import type { SourceTraits } from '../sources/traits.ts';
import { fitted } from './policy-size.ts';

/** The rights of a function's role: only what its registries need. */
export function permissionsOf(config: Config, name: RefreshFunction): Statement[] {
  const registries = servedBy(name, config.registries);
  const watched = new Set(registries.filter(isWatched).flatMap(({ publish }) => publish));
  const parts = [
    ...rightsToMint(registries, ({ awsRights }, hosts) => awsRights(hosts)),
    ...readReferences(registries.flatMap(referencesOf)),
    ...rightsToSignIn(registries.flatMap(awsAudiencesOf)),
    ...placesOf(registries.flatMap(({ publish }) => publish)).flatMap(({ traits, publications }) =>
      traits.awsRights(namesOf(publications), namesOf(publications.filter((each) => watched.has(each)))),
    ),
  ];
  return statementsOrNone(fitted(parts));
}

/** The rights that an assumed role needs: to mint, and to pull with the token. */
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

/** What the role needs in AWS to prove to others who it is: nothing, unless AWS signs a token for it. */
function rightsToSignIn(audiences: readonly string[]): PolicyPart[] {
  return [...new Set(audiences)].map((audience) => ({ exact: [allowWebIdentity(audience)] }));
}

/** IAM rejects a policy without statements. This statement allows only what everyone may do. */
function statementsOrNone(statements: Statement[]): Statement[] {
  return statements.length > 0 ? statements : [allow(['sts:GetCallerIdentity'], ['*'])];
}

function namesOf(publications: readonly Publication[]): string[] {
  return publications.map(({ name }) => name);
}

/** Lets a function read and write its own rows of the ledger, and those of its shards: their keys begin with its name. */
export function rememberIn<Table>(table: Table, name: RefreshFunction) {
  return {
    Effect: 'Allow' as const,
    Action: ['dynamodb:Query', 'dynamodb:UpdateItem'],
    Resource: table,
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': `${name}*` } },
  };
}
