import type { Config, Publication } from '../../lib/config/config.ts';
import { compile } from '../../lib/config/file/compile.ts';
import type { Entry } from '../../lib/ledger/ledger.ts';

export const NOW = new Date('2026-11-21T20:27:05Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

/** A publication that lives 12 hours, one that lives 1, and two stored ones: with an end, and without. */
export const CONFIG: Config = compile(
  `
identities: { gar: { type: google-service-account-key, key: { from: env, id: KEY } } }
registries:
  - { host: ${ECR}, publish: [file] }
  - { host: us-docker.pkg.dev, identity: gar, publish: [file] }
  - { host: ghcr.io, credentials: { username: a, password: { from: env, id: A }, expires: "2027-03-01" }, publish: [file] }
  - { host: nvcr.io, credentials: { username: $oauthtoken, password: { from: env, id: B } }, publish: [file] }
`,
  'registries.yml',
);

export const ecr = publicationFor(ECR);
export const google = publicationFor('us-docker.pkg.dev');
export const ending = publicationFor('ghcr.io');
export const endless = publicationFor('nvcr.io');

function publicationFor(host: string): Publication {
  const [publication] = CONFIG.registries.find((registry) => registry.host.host === host)?.publish ?? [];
  if (publication === undefined) throw new Error(`nothing is published for ${host}`);
  return publication;
}

export const at = (ms: number) => new Date(NOW.getTime() + ms).toISOString();

/** What the ledger knows of a publication that was published some time ago and lives some time yet. */
export function entryOf(
  { id, host, format }: Publication,
  { ago, left }: { ago: number; left?: number },
  more: Partial<Entry> = {},
): Entry {
  const published = {
    host,
    format,
    fingerprint: 'f',
    mintedAt: at(-ago),
    publishedAt: at(-ago),
    ...(left !== undefined && { expiresAt: at(left) }),
  };
  return { id, published, ...more };
}

export const FAILED = {
  kind: 'denied',
  reason: 'cannot mint an ECR token in us-east-1 as the role of this function: not allowed',
  at: at(-4 * MINUTE),
} as const;

/** One living secret of each kind. */
export const WELL = [
  entryOf(ecr, { ago: HOUR, left: 11 * HOUR }),
  entryOf(google, { ago: MINUTE, left: 59 * MINUTE }),
  entryOf(ending, { ago: HOUR, left: 99 * DAY }),
  entryOf(endless, { ago: HOUR }),
];
