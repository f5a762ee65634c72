/** The parts in the name of a workload identity provider. The name of a pool has no provider. */
interface ProviderName {
  project: string;
  location: string;
  pool: string;
  provider?: string;
}

export const PROVIDER_FORM =
  'projects/<project number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>';

/** https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers */
const NAME =
  /^projects\/([^/]+)\/locations\/([^/]+)\/workloadIdentityPools\/([^/]+)(?:\/providers\/([^/]+))?$/;

/** Returns undefined for a text that is not the name of a pool or of a provider. */
export function parseProvider(text: string): ProviderName | undefined {
  const [, project, location = '', pool = '', provider] = NAME.exec(text) ?? [];
  return project === undefined
    ? undefined
    : { project, location, pool, ...(provider !== undefined && { provider }) };
}

/**
 * Whether this is the full name of a provider: with the number of its project, in "global", where all providers are.
 */
export function isProvider(text: string): boolean {
  const name = parseProvider(text);
  return name?.location === 'global' && name.provider !== undefined && /^\d+$/.test(name.project);
}
