/** Artifact Registry's multi-regions. They have no regional endpoint (`docker.<region>.rep.pkg.dev`). */
export const GOOGLE_MULTI_REGIONS: readonly string[] = ['us', 'europe', 'asia'];

/**
 * Artifact Registry's regions, from `gcloud auth configure-docker` and docker-credential-gcr, in 2026. `gcloud
 * artifacts locations list` prints the current list. To add a new region, add it here.
 */
export const GOOGLE_REGIONS: readonly string[] = `
  africa-south1
  asia-east1 asia-east2 asia-northeast1 asia-northeast2 asia-northeast3 asia-south1 asia-south2
  asia-southeast1 asia-southeast2 asia-southeast3
  australia-southeast1 australia-southeast2
  europe-central2 europe-north1 europe-north2 europe-southwest1
  europe-west1 europe-west2 europe-west3 europe-west4 europe-west6 europe-west8 europe-west9
  europe-west10 europe-west12
  me-central1 me-central2 me-west1
  northamerica-northeast1 northamerica-northeast2 northamerica-south1
  southamerica-east1 southamerica-west1
  us-central1 us-central2 us-east1 us-east4 us-east5 us-east7 us-south1
  us-west1 us-west2 us-west3 us-west4 us-west8
`
  .trim()
  .split(/\s+/);

export const GOOGLE_LOCATIONS: readonly string[] = [...GOOGLE_MULTI_REGIONS, ...GOOGLE_REGIONS];

/**
 * The locations behind the names of the former Container Registry (Artifact Registry docs, "Transition from Container
 * Registry"). Google does not document marketplace.gcr.io, but docker-credential-gcr signs in to it like the others.
 */
export const GCR_LOCATIONS: ReadonlyMap<string, string> = new Map([
  ['gcr.io', 'us'],
  ['us.gcr.io', 'us'],
  ['eu.gcr.io', 'europe'],
  ['asia.gcr.io', 'asia'],
  ['marketplace.gcr.io', 'global'],
]);

/** Mirrors and launch pads under gcr.io whose images anyone may pull; from the constants of the gcloud CLI. */
export const PUBLIC_GCR_HOSTS: ReadonlySet<string> = new Set([
  'mirror.gcr.io',
  'us-mirror.gcr.io',
  'eu-mirror.gcr.io',
  'asia-mirror.gcr.io',
  'k8s.gcr.io',
  'staging-k8s.gcr.io',
  'l.gcr.io',
  'launcher.gcr.io',
]);
