import type { Random } from '../simulation/random.ts';

/** A registries.yml as a few choices, so that a history can edit it and a shorter history can have less of it. */
export interface Setting {
  hosts: readonly HostChoice[];
  /** By alias, where it writes to. */
  backends: Readonly<Record<string, string>>;
  /** Into how many shards each function is deployed, and whether it looks between two runs at what it has published. */
  shards: number;
  canary: boolean;
  cadences: { refreshEcr: string; refreshArtifactRegistry: string };
}

export interface HostChoice {
  host: string;
  /** The account of the role that mints, for ECR. */
  role?: string;
  /** The identity that mints, for Google. */
  google?: 'hour' | 'long';
  stored?: true;
  /** The day on which the stored password expires, as far as registries.yml knows. */
  expires?: string;
  publish: readonly string[];
  format?: string;
}

/** What an alias can write to; the part after the bar can change in place. */
const BACKENDS = {
  'aws|us-east-1': '{ type: aws-secrets-manager, region: us-east-1 }',
  'aws|eu-west-1': '{ type: aws-secrets-manager, region: eu-west-1 }',
  'aws|ap-southeast-2': '{ type: aws-secrets-manager, region: ap-southeast-2 }',
  'google|acme-models': '{ type: google-secret-manager, project: acme-models, identity: hour }',
  'google|acme-others': '{ type: google-secret-manager, project: acme-others, identity: hour }',
  'baseten|research': '{ type: baseten, team: research, apiKey: { from: env, id: BASETEN_API_KEY } }',
  'baseten|serving': '{ type: baseten, team: serving, apiKey: { from: env, id: BASETEN_API_KEY } }',
  'fal|main': '{ type: fal, key: { from: env, id: FAL_KEY } }',
  'file|/tmp/secrets.json': '{ type: file, path: /tmp/secrets.json }',
} as const;

const GOOGLE = (name: string, more = '') => `
  ${name}:
    type: google-workload-identity
    provider: projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda
    serviceAccount: puller-${name}@acme-models.iam.gserviceaccount.com${more}`;

/** Google's usual life of an hour, and its longest. */
const IDENTITIES = GOOGLE('hour') + GOOGLE('long', '\n    lifetimeSeconds: 43200');

export function registriesOf({ hosts, backends, cadences, canary }: Setting): string {
  const roles = [...new Set(hosts.flatMap(({ role }) => role ?? []))];
  const used = Object.entries(backends);
  return `
schedule: { refreshEcr: ${cadences.refreshEcr}, refreshArtifactRegistry: ${cadences.refreshArtifactRegistry}, refreshStored: 6 h }
canary: ${canary}
backends:
${used.map(([alias, to]) => `  ${alias}: ${optionsOf(to)}`).join('\n')}
identities:${IDENTITIES}
${roles.map((account) => `  r${account}: { type: aws-role, roleArn: 'arn:aws:iam::${account}:role/pull' }`).join('\n')}
registries:
${hosts.map(lineOf).join('\n')}
`;
}

function optionsOf(to: string): string {
  const found = Object.entries(BACKENDS).find(([name]) => name === to);
  if (found === undefined) throw new Error(`no backend of these histories is ${to}`);
  return found[1];
}

function lineOf({ host, role, google, stored, expires, publish, format }: HostChoice): string {
  const identity = role === undefined ? google : `r${role}`;
  const end = expires === undefined ? '' : `, expires: ${expires}`;
  const credentials =
    stored && `credentials: { username: robot, password: { from: env, id: PASSWORD }${end} }`;
  const entries = publish.map((to) => (format === undefined ? to : `{ backend: ${to}, format: ${format} }`));
  const parts = [
    `host: ${host}`,
    identity && `identity: ${identity}`,
    credentials,
    `publish: [${entries.join(', ')}]`,
  ];
  return `  - { ${parts.filter((part) => part !== undefined).join(', ')} }`;
}

export const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'];
const GOOGLE_HOSTS = ['us-docker.pkg.dev', 'europe-docker.pkg.dev', 'asia-docker.pkg.dev'];

export function ecrHost(random: Random, account: number): HostChoice {
  const id = String(111_122_220_000 + account);
  return {
    host: `${id}.dkr.ecr.${random.pick(REGIONS)}.amazonaws.com`,
    ...(random.chance(0.5) && { role: id }),
    publish: ['us'],
  };
}

/** A few hosts as most have them; sometimes many, since starving begins at forty. */
export function settingFrom(random: Random, size: number): Setting {
  const aliases = Object.keys(ALIASES);
  const spread = (choice: HostChoice): HostChoice => {
    const publish = aliases.filter((alias) => random.chance(RARE.includes(alias) ? 0.2 : 0.45));
    return { ...choice, publish: publish.length > 0 ? publish : ['us'] };
  };
  const ecr = Array.from({ length: size }, (_, index) => ecrHost(random, index));
  const isLarge = size > 10;
  const google = isLarge
    ? []
    : GOOGLE_HOSTS.slice(0, random.below(3)).map(
        (host): HostChoice => ({ host, google: random.chance(0.3) ? 'long' : 'hour', publish: [] }),
      );
  const others: HostChoice[] = [
    ...(random.chance(0.2) && !isLarge ? [{ host: 'public.ecr.aws', publish: [] }] : []),
    ...(random.chance(0.3) && !isLarge ? [{ host: 'ghcr.io', stored: true as const, publish: [] }] : []),
  ];
  // No cron expression, which a shard needs, has the last cadence of each list.
  const shards = random.chance(0.2) ? 3 : 1;
  const evenly = (cadences: readonly string[]) => random.pick(shards > 1 ? cadences.slice(0, -1) : cadences);
  return {
    hosts: [...ecr, ...google, ...others].map(spread),
    backends: ALIASES,
    shards,
    canary: random.chance(0.3),
    cadences: {
      refreshEcr: evenly(['3 h', '3 h', '2 h', '4 h', '350 min']),
      refreshArtifactRegistry: evenly(['15 min', '15 min', '20 min', '29 min']),
    },
  };
}

const ALIASES: Setting['backends'] = {
  us: 'aws|us-east-1',
  eu: 'aws|eu-west-1',
  baseten: 'baseten|research',
  google: 'google|acme-models',
  fal: 'fal|main',
  file: 'file|/tmp/secrets.json',
};

const RARE = ['fal', 'file'];
