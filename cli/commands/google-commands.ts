import type { Registry } from '../../lib/config/config.ts';
import type { SecretVersion } from '../../lib/config/schema/google-secret-name.ts';
import type { GoogleIdentity } from '../../lib/google/identity.ts';
import { SECRET_RIGHTS } from '../../lib/google/secret-rights.ts';
import { GCR_LOCATIONS } from '../../lib/hosts/google-locations.ts';
import { block, gcloud, unique } from './gcloud.ts';
import { basesOf, createPool } from './google-pool.ts';

/** An account at Google, the AWS roles that can impersonate it, and what each of these does with it. */
export interface GoogleUser {
  identity: GoogleIdentity;
  /** The ARNs of the roles that impersonate it. */
  roles: string[];
  /** The repositories from which it pulls, as far as registries.yml names them. */
  pulls: { from: Repository; role: string }[];
  /** The projects whose secrets it writes. */
  writes: { project: string; role: string }[];
  /** The secrets that it reads. */
  reads: { kept: SecretVersion; role: string }[];
}

/** A repository, and the accounts that pull from it. */
interface Repository {
  host: string;
  location: string;
  /** Undefined if registries.yml names no image, and so no repository. */
  path: { project: string; repository: string } | undefined;
}

export function commands(users: readonly GoogleUser[], account: string): string {
  return `${[
    ...enableApis(users),
    ...unique(users.flatMap((user) => createPool(user, users, account))),
    ...unique(users.flatMap(createAccounts)),
    ...unique(users.flatMap(letActAs)),
    ...unique(users.flatMap(letPull)),
    ...letWrite(users),
    ...letRead(users),
  ].join('\n\n')}\n`;
}

export function repositoryOf({ host, image }: Registry): Repository {
  const location = 'location' in host ? host.location : '';
  if (image === undefined) return { host: host.host, location, path: undefined };
  const [first = '', second = '', ...rest] = image.split(':')[0]?.split('/') ?? [];
  // A project that is scoped to a domain is two parts of a path, example.com/project, and example.com:project elsewhere.
  const isScoped = first.includes('.');
  const project = isScoped ? `${first}:${second}` : first;
  const repository = GCR_LOCATIONS.has(host.host) ? host.host : ((isScoped ? rest[0] : second) ?? '');
  return { host: host.host, location, path: { project, repository } };
}

/** The project of the pool is the one whose tokens are exchanged: a provider names it by its number. */
function enableApis(users: readonly GoogleUser[]): string[] {
  const pools = users.flatMap(({ identity: { base } }) =>
    base.type === 'workload-identity' ? (base.provider.split('/')[1] ?? []) : [],
  );
  const projects = users.flatMap(({ identity, writes, reads }) => [
    ...accountsOf(identity).map(projectOf),
    ...writes.map(({ project }) => project),
    ...reads.map(({ kept }) => kept.project),
  ]);
  return [
    ...unique(projects).map((project) =>
      block(`The APIs that pullkeeper calls, in ${project}`, [
        gcloud(['services', 'enable', ...APIS], { project }),
      ]),
    ),
    ...unique(pools).map((project) =>
      block(`The APIs of the pool, in its own project ${project}`, [
        gcloud(['services', 'enable', ...POOL_APIS], { project }),
      ]),
    ),
  ];
}

function createAccounts({ identity }: GoogleUser): string[] {
  return accountsOf(identity).map((email) =>
    block(
      `The service account ${email}. Google may need a minute: repeat a command that says it does not exist`,
      [
        gcloud(['iam', 'service-accounts', 'create', email.split('@')[0] ?? ''], {
          project: projectOf(email),
        }),
      ],
    ),
  );
}

/** Each account in the chain may create tokens for the next. Only the first step has a narrower role. */
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
  return lines.length === 0 ? [] : [block('Who may impersonate which service account', unique(lines))];
}

/** What Google's marketplace has belongs to its vendors: there is nothing to grant. */
const MARKETPLACE = 'marketplace.gcr.io';

function letPull(user: GoogleUser): string[] {
  const pulls = user.pulls.filter(({ from }) => from.host !== MARKETPLACE);
  return pulls.flatMap(({ from: { host, location, path }, role }) => {
    const { project, repository } = path ?? { project: 'PROJECT', repository: 'REPOSITORY' };
    const title =
      path === undefined
        ? `Pulling from ${host}: registries.yml names no image there, so fill in project and repository`
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

function letWrite(users: readonly GoogleUser[]): string[] {
  const writers = users.flatMap((user) =>
    user.writes.map(({ project, role }) => ({ project, members: membersOf(user, [role]) })),
  );
  return [...Map.groupBy(writers, ({ project }) => project)].map(([project, all]) =>
    block(`Writing secrets in ${project}, with a role that allows only what pullkeeper does`, [
      gcloud(['iam', 'roles', 'create', 'pullkeeperSecrets'], {
        project,
        title: 'pullkeeper',
        permissions: SECRET_RIGHTS.join(','),
      }),
      ...unique(all.flatMap(({ members }) => members)).map((member) =>
        gcloud(['projects', 'add-iam-policy-binding', project], {
          condition: 'None',
          role: `projects/${project}/roles/pullkeeperSecrets`,
          member,
        }),
      ),
    ]),
  );
}

/** A grant on each secret by itself: the identities do not read anything else in the project. */
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

/** The account that the roles impersonate in the end. */
function membersOf({ identity }: GoogleUser, roles: readonly string[]): string[] {
  const last = identity.impersonations.at(-1);
  return last === undefined ? basesOf({ identity, roles }) : [`serviceAccount:${last.serviceAccount}`];
}

function accountsOf({ impersonations }: GoogleIdentity): string[] {
  return impersonations.flatMap(({ delegates, serviceAccount }) => [...delegates, serviceAccount]);
}

/** `puller@my-project.iam.gserviceaccount.com` is in my-project; one scoped to a domain is in example.com:my-project. */
function projectOf(email: string): string {
  const [, project = '', domain] = /@([^.]+)\.(?:(.+)\.)?iam\.gserviceaccount\.com$/.exec(email) ?? [];
  return domain === undefined ? project : `${domain}:${project}`;
}

const POOL_APIS = ['iam', 'sts', 'iamcredentials'].map((name) => `${name}.googleapis.com`);
const APIS = [...POOL_APIS, 'artifactregistry.googleapis.com', 'secretmanager.googleapis.com'];
