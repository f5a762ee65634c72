import { GOOGLE_REGIONS } from '../../hosts/google-locations.ts';
import { PROVIDER_FORM, parseProvider } from '../../hosts/google-provider.ts';
import { quote } from '../../secrecy/quote.ts';
import { didYouMean } from '../../text/nearest.ts';
import { shellWord } from '../../text/shell-word.ts';

/** Returns the problem with a Google name, or undefined. */

const POOL_OR_PROVIDER_ID = /^(?!gcp-)[a-z0-9-]{1,32}$/;

export function problemWithProvider(text: string): string | undefined {
  const bare = text.replace(/^(https:)?\/\/iam\.googleapis\.com\//, '');
  if (bare !== text) return `write ${quote(bare)}, without the service in front`;
  const name = parseProvider(text);
  if (name === undefined) {
    return `${quote(text)} is not a provider; expected ${PROVIDER_FORM}, as gcloud iam workload-identity-pools providers describe prints it`;
  }
  const { project, location, pool, provider } = name;
  if (!/^\d+$/.test(project)) {
    return `${quote(project)} is a project id, and the name of a provider has the project number: gcloud projects describe ${shellWord(project)} --format='value(projectNumber)'`;
  }
  if (location !== 'global') return `workload identity pools are in "global", not in ${quote(location)}`;
  if (provider === undefined) {
    return `this is a pool, and not a provider in it: append /providers/<provider> (gcloud iam workload-identity-pools providers list --location=global --workload-identity-pool=${shellWord(pool)})`;
  }
  const odd = [pool, provider].find((id) => id !== undefined && !POOL_OR_PROVIDER_ID.test(id));
  return odd === undefined
    ? undefined
    : `${quote(odd)} is not the id of a pool or a provider: at most 32 of a-z, 0-9 and -, not beginning with gcp-`;
}

/** A service account of a user, of App Engine or of Compute Engine. A project can belong to a domain. */
const SERVICE_ACCOUNT =
  /^[a-z0-9][a-z0-9-]*@(?:[a-z0-9-]+\.)*(?:iam|appspot|developer)\.gserviceaccount\.com$/;

export function problemWithServiceAccount(text: string): string | undefined {
  if (SERVICE_ACCOUNT.test(text)) return undefined;
  const bare = text.replace(/^(?:serviceAccount:|projects\/[^/]+\/serviceAccounts\/)/, '');
  if (SERVICE_ACCOUNT.test(bare)) return `write the address alone: ${bare}`;
  return `${quote(text)} is not a service account; expected its address, such as puller@my-project.iam.gserviceaccount.com`;
}

/** https://cloud.google.com/resource-manager/docs/creating-managing-projects; old ids begin with a domain and a colon. */
const PROJECT = /^(?:(?:[a-z0-9-]+\.)+[a-z]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$|^\d{6,}$/;

export function problemWithProject(text: string): string | undefined {
  if (PROJECT.test(text)) return undefined;
  return text.startsWith('projects/')
    ? `leave projects/ out: ${quote(text.slice('projects/'.length))}`
    : `${quote(text)} is not the id of a Google project: 6 to 30 of a-z, 0-9 and -, beginning with a letter`;
}

export function problemWithLocation(text: string): string | undefined {
  return GOOGLE_REGIONS.includes(text)
    ? undefined
    : `${quote(text)} is not a region of Google Cloud${didYouMean(text, GOOGLE_REGIONS)}`;
}

/** https://cloud.google.com/secret-manager/docs/labels */
const LABEL_KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const LABEL_VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;

export function problemWithGoogleLabel(key: string, value: string): string | undefined {
  if (key === 'managed-by') return 'pullkeeper sets the label managed-by itself';
  if (!LABEL_KEY.test(key)) {
    return `${quote(key)} is not the key of a label: at most 63 small letters, digits, _ and -, beginning with a letter`;
  }
  return LABEL_VALUE.test(value)
    ? undefined
    : `${quote(value)} is not the value of a label: at most 63 small letters, digits, _ and -`;
}

/** https://cloud.google.com/docs/authentication: another universe is a sovereign cloud, with a domain of its own. */
export function problemWithUniverse(text: string): string | undefined {
  return /^(?:[a-z0-9-]+\.)+[a-z]{2,}$/.test(text)
    ? undefined
    : `${quote(text)} is not the domain of a universe, such as googleapis.com`;
}
