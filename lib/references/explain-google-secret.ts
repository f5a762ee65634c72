import type { SecretVersion } from '../config/schema/google-secret-name.ts';
import type { Explanation, GoogleError } from '../google/failure.ts';
import { callerNameOf, type GoogleIdentity } from '../google/identity.ts';

/** What Secret Manager's refusals to tell a secret mean. https://cloud.google.com/secret-manager/docs/access-control */
export function explainReading(
  kept: SecretVersion,
  identity: GoogleIdentity,
): (said: GoogleError) => Explanation | undefined {
  const { secret, version } = kept;
  return ({ code, text }) => {
    if (code === 'PERMISSION_DENIED' && !/SERVICE_DISABLED|has not been used/.test(text)) {
      const hint = `allow secretmanager.versions.access on "${secret}" to ${nameOf(identity)}, and check that the secret exists: npx pullkeeper setup google prints the command`;
      return { kind: 'denied', says: 'not allowed', hint };
    }
    if (code === 'NOT_FOUND') {
      const says = 'the secret or the version does not exist';
      return { kind: 'invalid', says, hint: `list the versions: ${listing(kept)}` };
    }
    if (code === 'FAILED_PRECONDITION') {
      const says = `version "${version}" is disabled or destroyed`;
      const instead = version === 'latest' ? ' (Google does not fall back to an older version)' : '';
      return { kind: 'invalid', says, hint: `enable it or add another${instead}: ${listing(kept)}` };
    }
    return undefined;
  };
}

/** Who it ends up acting as, as a person would look for them. */
function nameOf({ base, impersonations }: GoogleIdentity): string {
  const last = impersonations.at(-1);
  if (last !== undefined) return last.serviceAccount;
  return base.type === 'workload-identity'
    ? `${callerNameOf(base)}, through ${base.provider}`
    : `the service account whose key is in ${base.key.id} (${base.key.from})`;
}

function listing({ name, project, location }: SecretVersion): string {
  const where = location === undefined ? '' : ` --location=${location}`;
  return `gcloud secrets versions list ${name} --project=${project}${where}`;
}
