import { beginsWithRole, type GoogleIdentity } from '../../google/identity.ts';
import { signInNameOf } from '../../google/identity-names.ts';
import { webIdentityAudience } from '../../google/web-identity.ts';
import { USER } from '../../hosts/users.ts';
import type { Names } from '../../references/names.ts';
import { callsToSignIn, keysOf } from '../../references/reference.ts';
import { identitiesInWords, type SourceFacts, type SourceOptions, type SourceTraits } from '../traits.ts';

/** A Google token is bound to an identity, not to a host. */
interface ArtifactRegistrySpec extends SourceFacts {
  kind: 'artifact-registry';
  identity: GoogleIdentity;
}

/** https://cloud.google.com/iam/docs/service-account-creds#lifetime */
const LIFE_MS = 3_600_000;

export function compileArtifactRegistry(
  { host, identity: named }: SourceOptions,
  names: Names,
): ArtifactRegistrySpec | undefined {
  if (host.kind !== 'artifact-registry') return undefined;
  const google = names.google(named);
  const last = google.impersonations.at(-1);
  const name = last?.serviceAccount ?? signInNameOf(google);
  return {
    kind: 'artifact-registry',
    name: `artifact-registry as ${name}`,
    endpoint: `Google for ${name}`,
    function: 'refreshArtifactRegistry',
    username: USER.googleToken,
    lifeMs: last === undefined ? LIFE_MS : last.lifetimeSeconds * 1_000,
    identity: google,
  };
}

export function artifactRegistryTraits({ identity }: ArtifactRegistrySpec): SourceTraits {
  return {
    label: ({ identity: named, host }) => named ?? host.host,
    title: (identities) => `Artifact Registry, as ${identitiesInWords(identities)}`,
    reads: keysOf(identity),
    google: identity,
    awsAudience: webIdentityAudience(identity.base),
    beginsAsRole: beginsWithRole(identity),
    awsRights: () => [],
    pullRights: () => [],
    calls: callsToSignIn(identity),
  };
}
