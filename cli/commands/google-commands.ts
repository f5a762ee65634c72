import type { Registry } from '../../lib/config/config.ts';
import type { SecretVersion } from '../../lib/config/schema/google-secret-name.ts';
import type { GoogleIdentity } from '../../lib/google/identity.ts';
import { SECRET_RIGHTS } from '../../lib/google/secret-rights.ts';
import { GCR_LOCATIONS } from '../../lib/hosts/google-locations.ts';
import { shellCommand, shellComment } from '../shell-text.ts';

/** Someone on Google's side, the roles by which the functions become them, and what each of these does as them. */
export interface GoogleUser {
  identity: GoogleIdentity;
  /** The ARNs under which Google knows the roles of the functions. */
  roles: string[];
  /** The repositories it pulls from, as far as registries.yml names them. */
  pulls: { from: Repository; role: string }[];
  /** The projects whose secrets it writes. */
  writes: { project: string; role: string }[];
  /** The secrets that it reads for registries.yml. */
  reads: { kept: SecretVersion; role: string }[];
}

/** A repository somebody pulls from. */
interface Repository {
  host: string;
  location: string;
  /** Undefined where registries.yml names no image, and so no repository. */
  path: { project: string; repository: string } | undefined;
}

/** Whoever the key is for: that is written in the key alone. */
const KEY_HOLDER = 'ADDRESS_IN_THE_KEY';

export function commands(users: readonly GoogleUser[], account: string): string {
  return `${[
    ...enableApis(users),
    ...unique(users.flatMap((user) => createPool(user, users, account))),
    ...unique(users.flatMap(createAccounts)),
    ...unique(users.flatMap(letActAs)),
    ...unique(users.flatMap(letPull)),
    ...unique(users.flatMap(letWrite)),
    ...letRead(users),
  ].join('\n\n')}\n`;
}

export function repositoryOf({ host, image }: Registry): Repository {
  const location = 'location' in host ? host.location : '';
  const [first = '', second = ''] = image?.split(':')[0]?.split('/') ?? [];
  if (image === undefined) return { host: host.host, location, path: undefined };
  const repository = GCR_LOCATIONS.has(host.host) ? host.host : second;
  return { host: host.host, location, path: { project: first, repository } };
}

function enableApis(users: readonly GoogleUser[]): string[] {
  const projects = users.flatMap(({ identity, writes, reads }) => [
    ...accountsOf(identity).map(projectOf),
    ...writes.map(({ project }) => project),
    ...reads.map(({ kept }) => kept.project),
  ]);
  return unique(projects).map((project) =>
    block(`The APIs that are called, in ${project}`, [gcloud(['services', 'enable', ...APIS], { project })]),
  );
}

/** The default mapping of a provider for AWS makes attribute.aws_role out of the session's ARN; the condition stands on it. */
function createPool({ identity }: GoogleUser, users: readonly GoogleUser[], account: string): string[] {
  const { base } = identity;
  if (base.type !== 'workload-identity') return [];
  const roles = users.flatMap((user) =>
    user.identity.base.type === 'workload-identity' && user.identity.base.provider === base.provider
      ? user.roles
      : [],
  );
  const condition = `attribute.aws_role in [${unique(roles)
    .map((role) => JSON.stringify(role))
    .join(', ')}]`;
  return [
    block('The pool, and in it the provider that lets in the roles of the functions and nobody else', [
      gcloud(['iam', 'workload-identity-pools', 'create', poolOf(base.provider)], {
        location: 'global',
        'display-name': 'pullkeeper',
      }),
      gcloud(['iam', 'workload-identity-pools', 'providers', 'create-aws', base.provider], {
        'account-id': account,
        'attribute-condition': condition,
      }),
    ]),
  ];
}

function createAccounts({ identity }: GoogleUser): string[] {
  return accountsOf(identity).map((email) =>
    block(`The service account ${email}`, [
      gcloud(['iam', 'service-accounts', 'create', email.split('@')[0] ?? ''], { project: projectOf(email) }),
    ]),
  );
}

/** Each in the chain may make tokens for the next; only the first step has a role that is narrower than that. */
function letActAs(user: GoogleUser): string[] {
  const { impersonations } = user.identity;
  const lines = impersonations.flatMap(({ serviceAccount, delegates }, step) => {
    const before = impersonations[step - 1];
    const chain = [...delegates, serviceAccount];
    return chain.flatMap((email, index) => {
      const previous = index > 0 ? chain[index - 1] : before?.serviceAccount;
      const members = previous === undefined ? basesOf(user) : [`serviceAccount:${previous}`];
      const federated =
        previous === undefined && chain.length === 1 && user.identity.base.type === 'workload-identity';
      const role = federated ? 'roles/iam.workloadIdentityUser' : 'roles/iam.serviceAccountTokenCreator';
      return members.map((member) =>
        gcloud(['iam', 'service-accounts', 'add-iam-policy-binding', email], {
          project: projectOf(email),
          role,
          member,
        }),
      );
    });
  });
  return lines.length === 0 ? [] : [block('Who may act as whom', unique(lines))];
}

function letPull(user: GoogleUser): string[] {
  return user.pulls.flatMap(({ from: { host, location, path }, role }) => {
    const { project, repository } = path ?? { project: 'PROJECT', repository: 'REPOSITORY' };
    const title =
      path === undefined
        ? `Pulling from ${host}: registries.yml names no image there, so put project and repository in`
        : `Pulling from ${host}/${project}/${repository}`;
    const lines = membersOf(user, [role]).map((member) =>
      gcloud(['artifacts', 'repositories', 'add-iam-policy-binding', repository], {
        project,
        location,
        role: 'roles/artifactregistry.reader',
        member,
      }),
    );
    return [block(title, lines)];
  });
}

function letWrite(user: GoogleUser): string[] {
  const byProject = Map.groupBy(user.writes, ({ project }) => project);
  return [...byProject].map(([project, writes]) =>
    block(`Writing secrets in ${project}, with a role that can do what pullkeeper does and no more`, [
      gcloud(['iam', 'roles', 'create', 'pullkeeperSecrets'], {
        project,
        title: 'pullkeeper',
        permissions: SECRET_RIGHTS.join(','),
      }),
      ...membersOf(user, unique(writes.map(({ role }) => role))).map((member) =>
        gcloud(['projects', 'add-iam-policy-binding', project], {
          condition: 'None',
          role: `projects/${project}/roles/pullkeeperSecrets`,
          member,
        }),
      ),
    ]),
  );
}

/** Each secret by itself, and nothing beside it: whatever else its project keeps is none of their business. */
function letRead(users: readonly GoogleUser[]): string[] {
  const readers = users.flatMap((user) =>
    user.reads.map(({ kept, role }) => ({ kept, members: membersOf(user, [role]) })),
  );
  const bySecret = Map.groupBy(readers, ({ kept }) => kept.secret);
  return [...bySecret].map(([secret, all]) =>
    block(
      `Reading ${secret}, which registries.yml refers to`,
      unique(all.flatMap(({ kept, members }) => members.map((member) => grantReading(kept, member)))),
    ),
  );
}

function grantReading({ name, project, location }: SecretVersion, member: string): string {
  return gcloud(['secrets', 'add-iam-policy-binding', name], {
    project,
    location,
    role: 'roles/secretmanager.secretAccessor',
    member,
  });
}

/** Who it ends up acting as, when it is by these roles that it is reached. */
function membersOf({ identity }: GoogleUser, roles: readonly string[]): string[] {
  const last = identity.impersonations.at(-1);
  return last === undefined ? basesOf({ identity, roles }) : [`serviceAccount:${last.serviceAccount}`];
}

/** Who it is before it acts as anybody. */
function basesOf({
  identity: { base },
  roles,
}: Pick<GoogleUser, 'identity'> & { roles: readonly string[] }): string[] {
  return base.type === 'workload-identity'
    ? roles.map(
        (role) => `principalSet://iam.googleapis.com/${poolOf(base.provider)}/attribute.aws_role/${role}`,
      )
    : [`serviceAccount:${KEY_HOLDER}`];
}

function accountsOf({ impersonations }: GoogleIdentity): string[] {
  return impersonations.flatMap(({ delegates, serviceAccount }) => [...delegates, serviceAccount]);
}

function poolOf(provider: string): string {
  return provider.replace(/\/providers\/[^/]+$/, '');
}

/** `puller@my-project.iam.gserviceaccount.com` is in my-project; one scoped to a domain is in example.com:my-project. */
function projectOf(email: string): string {
  const [, project = '', domain] = /@([^.]+)\.(?:(.+)\.)?iam\.gserviceaccount\.com$/.exec(email) ?? [];
  return domain === undefined ? project : `${domain}:${project}`;
}

function block(title: string, lines: readonly string[]): string {
  return [shellComment(title), ...lines].join('\n');
}

const APIS = ['iam', 'sts', 'iamcredentials', 'artifactregistry', 'secretmanager'].map(
  (name) => `${name}.googleapis.com`,
);

/** As Google's documentation writes it: an option and its value are one word. */
function gcloud(words: readonly string[], options: Parameters<typeof shellCommand>[1]): string {
  return shellCommand(['gcloud', ...words], options, '=');
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
