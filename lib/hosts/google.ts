import { quote } from '../secrecy/quote.ts';
import { nearest } from '../text/nearest.ts';
import {
  GCR_LOCATIONS,
  GOOGLE_LOCATIONS,
  GOOGLE_MULTI_REGIONS,
  GOOGLE_REGIONS,
  PUBLIC_GCR_HOSTS,
} from './google-locations.ts';
import { accept, type HostVerdict, refuse } from './verdict.ts';

const WHAT = 'an Artifact Registry host for images';
const NEWER_LOCATIONS = '(one opened after this release is added in lib/hosts/google-locations.ts)';

/**
 * Artifact Registry serves every kind of package as `<location>-<format>.pkg.dev`. Only the format docker has images.
 */
const FORMAT = /-(?:docker|python|npm|maven|go|apt|yum|kfp|googet|generic|ruby)$/;

/** Recognises Artifact Registry under its own domain, and under the names of the former Container Registry. */
export function recogniseGoogle(name: string): HostVerdict | undefined {
  if (name === 'pkg.dev' || name.endsWith('.pkg.dev')) return recognisePkgDev(name);
  if (name === 'gcr.io' || name.endsWith('.gcr.io')) return recogniseGcr(name);
  return undefined;
}

/** As for ECR: the host is built from the parts found in it, and must match exactly. */
function recognisePkgDev(name: string): HostVerdict {
  const labels = name.split('.').slice(0, -2);
  const typed = labels.findLast((label) => label !== 'rep' && label !== 'docker')?.replace(FORMAT, '') ?? '';
  const location = GOOGLE_LOCATIONS.includes(typed) ? typed : nearest(typed, GOOGLE_LOCATIONS);
  if (location === undefined) return refuse(WHAT, noSuchLocation(typed));

  const regional = labels.includes('rep') && GOOGLE_REGIONS.includes(location);
  const host = regional ? `docker.${location}.rep.pkg.dev` : `${location}-docker.pkg.dev`;
  if (name === host) return accept({ kind: 'artifact-registry', host, location });
  return refuse(WHAT, typed === location ? misspelt(labels, location) : noSuchLocation(typed), host);
}

function noSuchLocation(typed: string): string {
  return typed === ''
    ? 'it names no location, as in us-central1-docker.pkg.dev'
    : `Google has no location ${quote(typed)} ${NEWER_LOCATIONS}`;
}

function misspelt(labels: string[], location: string): string {
  return labels.includes('rep') && GOOGLE_MULTI_REGIONS.includes(location)
    ? `only a region has an endpoint of its own, and ${location} is a multi-region`
    : 'the only forms are <location>-docker.pkg.dev and docker.<region>.rep.pkg.dev';
}

function recogniseGcr(name: string): HostVerdict {
  const location = GCR_LOCATIONS.get(name);
  if (location !== undefined) return accept({ kind: 'artifact-registry', host: name, location });

  if (PUBLIC_GCR_HOSTS.has(name)) {
    return refuse('a host that needs a secret', 'its images are public');
  }
  const hosts = [...GCR_LOCATIONS.keys()];
  return refuse('a host of Google', `the names under gcr.io are ${hosts.join(', ')}`, nearest(name, hosts));
}
