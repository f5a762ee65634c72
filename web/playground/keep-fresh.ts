import { keyFor } from '../../lib/hosts/key.ts';
import { parseHost } from '../../lib/hosts/parse.ts';
import type { RegistryHost } from '../../lib/hosts/registry-host.ts';
import { USERS } from '../../lib/hosts/users.ts';
import { credentials } from '../../lib/validate/fal/credentials.ts';
import { registriesOfMapping, registriesOfPyproject } from '../../lib/validate/fal/registries.ts';
import { type ConfigFile, configFile } from '../../lib/validate/model/config-file.ts';
import { type ImageReference, parseImage } from '../../lib/validate/model/image.ts';
import { hostOfSecret } from '../../lib/validate/model/registry-secret.ts';
import { LATEST_TRUSS, parseTrussVersion } from '../../lib/validate/truss/version.ts';
import { childOf, textOf } from '../../lib/validate/yaml/node.ts';
import { checkerFor, LARGEST, type Sheet } from './sheet.ts';

/** The registries.yml that keeps the logins of a file alive, or the reason why none is needed. */
export interface KeepFresh {
  says: string;
  registries?: string;
}

/** One login of a file: its host, and the name of its secret on the platform. */
interface Login {
  host: RegistryHost;
  backend: 'baseten' | 'fal';
  /** Absent if the backend's default name is right. */
  name?: string;
  format?: 'raw' | 'password';
  username?: string;
  image?: string;
}

export function keepFresh(sheet: Sheet): KeepFresh {
  if (sheet.text.length > LARGEST) return NOTHING;
  const reading = checkerFor(sheet).read(sheet.text);
  if (!('root' in reading)) return { says: 'The file cannot be read yet.' };
  if (sheet.kind !== 'truss') {
    const find = sheet.kind === 'fal' ? registriesOfMapping : registriesOfPyproject;
    return written(find(reading.root).flatMap(falLogins));
  }
  const file = configFile(reading, parseTrussVersion(sheet.truss) ?? LATEST_TRUSS, undefined);
  const method = file.auth?.method;
  if (method !== undefined && SIGNS_IN_ITSELF[method] !== undefined && declaredHosts(file).length === 0)
    return { says: SIGNS_IN_ITSELF[method] };
  return written(trussLogins(file));
}

const NOTHING: KeepFresh = { says: 'The file names no registry that needs a login.' };

const BY_ROLE = 'Baseten signs in itself and no secret expires: there is nothing to keep fresh.';
const SIGNS_IN_ITSELF: Readonly<Record<string, string>> = {
  AWS_OIDC: BY_ROLE,
  AWS_ASSUME_ROLE: BY_ROLE,
  GCP_OIDC: BY_ROLE,
  AWS_IAM:
    'The keys of an IAM user do not expire, so there is nothing to keep fresh. A role with AWS_OIDC needs no stored keys at all.',
};

function declaredHosts({ secrets }: ConfigFile): string[] {
  return secrets.flatMap(({ key }) => hostOfSecret(key.text) ?? []);
}

function trussLogins(file: ConfigFile): Login[] {
  const { auth, image } = file;
  const login = (name: string, more: Partial<Login> = {}): Login[] => {
    const host = hostNamed(name);
    return host ? [{ host, backend: 'baseten', ...imageIn(host, image?.reference), ...more }] : [];
  };
  const registry = auth?.field('registry')?.text ?? image?.reference?.host ?? '';
  const secret = auth?.field('secret_name')?.text;
  const own = hostNamed(registry);
  const named =
    secret === undefined || (own && hostNamed(hostOfSecret(secret) ?? '')?.host === own.host)
      ? {}
      : { name: secret };
  if (auth?.method === 'GCP_SERVICE_ACCOUNT_JSON')
    return login(registry, { format: 'raw', name: secret ?? 'gcp-service-account' });
  const declared = declaredHosts(file).flatMap((host) => login(host));
  if (auth?.method === 'REGISTRY_SECRET') return [...login(registry, named), ...declared];
  if (declared.length > 0 || auth?.method !== undefined) return declared;
  return own && own.kind !== 'docker-hub' && own.kind !== 'ecr-public' ? login(registry) : [];
}

function falLogins(registries: ReturnType<typeof registriesOfMapping>[number]): Login[] {
  return [...credentials(registries, 'password')].flatMap(({ registry, text }): Login[] => {
    const host = hostNamed(registry.host);
    const username = textOf(childOf(registry.entry.value, 'username'));
    const name = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(text)?.[1] ?? secretFor(registry.host);
    if (!host) return [];
    const reference = registries.image === undefined ? undefined : parseImage(registries.image);
    return [
      {
        host,
        backend: 'fal',
        name,
        format: 'password',
        ...(username !== undefined && { username }),
        ...imageIn(host, reference),
      },
    ];
  });
}

/** A name that fal accepts: that of a variable. */
function secretFor(host: string): string {
  return `${host
    .replaceAll(/\W+/g, '_')
    .replace(/^(?=\d)/, 'R')
    .toUpperCase()}_PASSWORD`;
}

function hostNamed(text: string): RegistryHost | undefined {
  const parsed = parseHost(text);
  return parsed.ok ? parsed.host : undefined;
}

/** The image to ask the registry for, if it is pulled from this host. */
function imageIn(host: RegistryHost, image: ImageReference | undefined): { image?: string } {
  if (!image || hostNamed(image.host)?.host !== host.host) return {};
  const { path, tag, digest } = image;
  return { image: digest === undefined ? `${path}:${tag ?? 'latest'}` : `${path}@${digest}` };
}

const BACKENDS: Record<Login['backend'], string[]> = {
  baseten: [
    '  baseten:',
    '    type: baseten',
    '    apiKey: { from: aws-secrets-manager, id: pullkeeper/baseten }',
  ],
  fal: ['  fal:', '    type: fal', '    key: { from: aws-secrets-manager, id: pullkeeper/fal }'],
};

const IDENTITY = [
  'identities:',
  '  puller:',
  '    type: google-workload-identity',
  '    provider: projects/1234567890/locations/global/workloadIdentityPools/pullkeeper/providers/lambda',
  '    serviceAccount: puller@your-project.iam.gserviceaccount.com',
];

function written(all: readonly Login[]): KeepFresh {
  const logins = [
    ...new Map(all.map((login) => [JSON.stringify([keyFor(login.host), login.name]), login])).values(),
  ];
  if (logins.length === 0) return NOTHING;
  const backends = [...new Set(logins.map(({ backend }) => backend))].flatMap((backend) => BACKENDS[backend]);
  const entries = logins.map((login) => entryFor(login));
  const identity = entries.some((lines) => lines.includes(MINTED_BY_GOOGLE)) ? IDENTITY : [];
  const lines = ['backends:', ...backends, ...identity, 'registries:', ...entries.flat()];
  return {
    says: [
      `This registries.yml keeps ${logins.length === 1 ? 'the login' : `${logins.length} logins`} fresh.`,
      ...toReplace(lines),
    ].join(' '),
    registries: `${lines.join('\n')}\n`,
  };
}

/** The values that only the user knows. */
function toReplace(lines: readonly string[]): string[] {
  return [
    ...(lines.includes(MINTED_BY_GOOGLE) ? ['Put your own pool and service account under "puller".'] : []),
    ...(lines.some((line) => line.endsWith(` ${YOUR_USER}`))
      ? [`Put the user name in place of ${YOUR_USER}.`]
      : []),
  ];
}

const YOUR_USER = 'your-user';
const MINTED_BY_GOOGLE = '    identity: puller';

function entryFor({ host, backend, name, format, username, image }: Login): string[] {
  const target =
    name === undefined && format === undefined
      ? backend
      : `{ backend: ${backend}${name === undefined ? '' : `, name: ${plain(name)}`}${format === undefined ? '' : `, format: ${format}`} }`;
  return [
    `  - host: ${plain(host.host)}`,
    ...(image === undefined || format === 'raw' ? [] : [`    image: ${plain(image)}`]),
    ...loginOf(host, format, username),
    `    publish: [${target}]`,
  ];
}

/** The origin of the credential: minted by AWS or Google, or stored. */
function loginOf(host: RegistryHost, format: Login['format'], username: string | undefined): string[] {
  const id = `pullkeeper/${host.host.replaceAll(/[^\w./-]/g, '-')}`;
  const password = `{ from: aws-secrets-manager, id: ${id} }`;
  if (format === 'raw') return [`    credentials: { password: ${password} }`];
  const isKey = username !== undefined && /^_json_key/.test(username);
  if (host.kind === 'ecr' || host.kind === 'ecr-public') return [];
  if (host.kind === 'artifact-registry' && !isKey) return [MINTED_BY_GOOGLE];
  const user = USERS[host.kind]?.known.test(username ?? '') === false ? undefined : username;
  const known = host.kind === 'ngc' ? '$oauthtoken' : (user ?? YOUR_USER);
  return ['    credentials:', `      username: ${plain(known)}`, `      password: ${password}`];
}

/** Writes text for YAML, in quotes if YAML would read it differently. */
function plain(text: string): string {
  return /^[A-Za-z0-9_$][\w./$@:-]*$/.test(text) &&
    !/^(?:true|false|null|[\d.]+)$/i.test(text) &&
    !text.endsWith(':')
    ? text
    : JSON.stringify(text);
}
