import { onTestFinished } from 'vitest';
import type { Publication } from '../../lib/config/config.ts';
import { compile } from '../../lib/config/file/compile.ts';
import type { Entry } from '../../lib/ledger/ledger.ts';
import type { AccessRules } from '../../lib/serve/guard.ts';
import { listen } from '../../lib/serve/listen.ts';
import { readPages } from '../../lib/serve/pages.ts';
import { answer } from '../../lib/serve/routes.ts';
import { RunCounts } from '../../lib/serve/run-counts.ts';
import { deployedCommands } from '../../lib/status/commands.ts';
import { at, DAY, FAILED, HOUR, MINUTE, NOW } from '../status/entries.ts';
import { builtPages } from './built-pages.ts';

/** What the ledger has for a publication. */
type EntryFor = (publication: Publication, index: number) => Entry | undefined;

/** The pages and the API of `pullkeeper serve`, over a ledger that a test writes. */
export async function serveBoard(yaml: string, entryFor: EntryFor, door: AccessRules = { isLoopback: true }) {
  const config = compile(yaml, 'registries.yml');
  const publications = config.registries.flatMap(({ publish }) => publish);
  const entries = (known: EntryFor) =>
    publications.flatMap((publication, index) => known(publication, index) ?? []);
  let ledger = entries(entryFor);
  const routes = {
    door,
    pages: await readPages(await builtPages()),
    config: () => config,
    ledger: { entries: async () => ledger, record: async () => {} },
    commands: deployedCommands({ stage: 'prod' }),
    counts: new RunCounts(),
    now: () => NOW,
  };
  const address = { host: '127.0.0.1', port: 0, isLoopback: true };
  const server = await listen(
    address,
    (request) => answer(request, routes),
    () => {},
  );
  onTestFinished(() => server.close());
  return {
    url: server.url,
    stop: () => server.close(),
    publish: (known: EntryFor) => {
      ledger = entries(known);
    },
  };
}

export const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
export const OTHER_ECR = '444455556666.dkr.ecr.eu-west-1.amazonaws.com';

/** Every kind of source, and two backends. */
export const MIXED = `
identities: { gar: { type: google-service-account-key, key: { from: env, id: KEY } } }
backends:
  baseten-prod: { type: baseten, apiKey: { from: env, id: K } }
  aws: { type: aws-secrets-manager, region: us-east-1 }
registries:
  - { host: ${ECR}, publish: [baseten-prod, aws] }
  - { host: ${OTHER_ECR}, publish: [baseten-prod] }
  - { host: us-docker.pkg.dev, identity: gar, publish: [baseten-prod] }
  - { host: ghcr.io, credentials: { username: a, password: { from: env, id: A }, expires: "2026-11-25" }, publish: [baseten-prod] }
  - { host: nvcr.io, credentials: { username: $oauthtoken, password: { from: env, id: B } }, publish: [baseten-prod] }
  - { host: quay.io, credentials: { username: q, password: { from: env, id: Q } }, publish: [aws] }
`;

interface Age {
  ago: number;
  /** Absent for what has no end. */
  life?: number;
  failed?: Entry['failed'];
}

/** One in each state: alive, low, dead, a failing one, one without an end, and one that was never published. */
const AGES: readonly (Age | undefined)[] = [
  { ago: HOUR, life: 12 * HOUR },
  { ago: 7 * HOUR, life: 12 * HOUR, failed: FAILED },
  { ago: 13 * HOUR, life: 12 * HOUR, failed: FAILED },
  {
    ago: 14 * MINUTE,
    life: HOUR,
    failed: { ...FAILED, kind: 'unavailable', reason: 'Google did not answer' },
  },
  { ago: 20 * HOUR, life: 5 * DAY },
  { ago: 2 * HOUR },
  undefined,
];

export const inEveryState: EntryFor = (publication, index) => entryAged(publication, AGES[index]);

export const allWell: EntryFor = (publication, index) =>
  entryAged(publication, { ago: 5 * MINUTE, ...LIVES[index] });

/** Two of ECR, one of Google, one with an end; the rest has none. */
const LIVES = [12 * HOUR, 12 * HOUR, 12 * HOUR, HOUR, 90 * DAY].map((life) => ({ life }));

export function entryAged({ id, host, format }: Publication, age: Age | undefined): Entry | undefined {
  if (age === undefined) return undefined;
  const { ago, life, failed } = age;
  const times = {
    mintedAt: at(-ago),
    publishedAt: at(-ago),
    ...(life !== undefined && { expiresAt: at(life - ago) }),
  };
  return {
    id,
    published: { host, format, fingerprint: 'f', ...times },
    probed: { at: at(-ago), verdict: 'pulls' },
    ...(failed && { failed }),
  };
}

/** As many stored credentials, each of a registry of its own. */
export function manyRegistries(count: number): string {
  const one = (index: number) =>
    `  - { host: registry-${index}.example.com, credentials: { username: u, password: { from: env, id: A } }, publish: [aws] }`;
  return `backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }\nregistries:\n${Array.from({ length: count }, (_, index) => one(index)).join('\n')}\n`;
}
