import type { SecretVersion } from '../config/schema/google-secret-name.ts';
import { type Explanation, type GoogleError, isAboutProject } from '../google/failure.ts';
import type { GoogleIdentity } from '../google/identity.ts';
import { signInNameOf } from '../google/identity-names.ts';
import { subjectInWords } from '../subject/subject-in-words.ts';

/**
 * Explains the errors of Secret Manager when a secret is read.
 * https://cloud.google.com/secret-manager/docs/access-control
 */
export function explainReading(
  kept: SecretVersion,
  identity: GoogleIdentity,
): (said: GoogleError) => Explanation | undefined {
  const { secret, version } = kept;
  return ({ code, text }) => {
    if (code === 'PERMISSION_DENIED' && !isAboutProject(text)) {
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

/** Returns the account or the role to which a person must grant the right. */
function nameOf(identity: GoogleIdentity): string {
  const { base, impersonations } = identity;
  const last = impersonations.at(-1);
  if (last !== undefined) return last.serviceAccount;
  return base.type === 'workload-identity'
    ? `${subjectInWords(base.subjectToken)}, through ${base.provider}`
    : `the account of ${signInNameOf(identity)}`;
}

function listing({ name, project, location }: SecretVersion): string {
  const where = location === undefined ? '' : ` --location=${location}`;
  return `gcloud secrets versions list ${name} --project=${project}${where}`;
}
