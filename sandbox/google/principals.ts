/** A principal of Google: a service account, or an identity of a workload identity pool. */
export interface GooglePrincipal {
  /** As it is written in a policy: `serviceAccount:…` or `principal://…`. */
  readonly id: string;
  /** Whether this member of a binding includes the principal. */
  isNamedBy(member: string): boolean;
}

/** The meaning of a Google token. */
export interface GoogleGrant {
  readonly holder: GooglePrincipal;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
}

export const SCOPES = 'https://www.googleapis.com/auth/';
export const CLOUD_PLATFORM = `${SCOPES}cloud-platform`;

export function serviceAccount(email: string): GooglePrincipal {
  const id = `serviceAccount:${email}`;
  return { id, isNamedBy: (member) => member === id };
}

/** https://cloud.google.com/iam/docs/principal-identifiers */
export function federated(
  pool: string,
  subject: string,
  attributes: Record<string, string>,
): GooglePrincipal {
  const place = `iam.googleapis.com/${pool}`;
  const id = `principal://${place}/subject/${subject}`;
  const sets = Object.entries(attributes).map(([name, value]) => `attribute.${name}/${value}`);
  const names = [id, ...['*', ...sets].map((set) => `principalSet://${place}/${set}`)];
  return { id, isNamedBy: (member) => names.includes(member) };
}

/** A line of a policy. Without `on` it counts everywhere; otherwise for that resource and all below it. */
export interface Binding {
  member: string;
  /** A role that Google has, or the permissions of a custom one. */
  role: keyof typeof ROLES | readonly string[];
  on?: string;
}

/**
 * The permissions of the roles, as far as the sandbox checks them:
 * https://cloud.google.com/iam/docs/understanding-roles
 */
const ROLES = {
  'roles/artifactregistry.reader': ['artifactregistry.repositories.downloadArtifacts'],
  'roles/iam.workloadIdentityUser': ['iam.serviceAccounts.getAccessToken'],
  'roles/iam.serviceAccountTokenCreator': [
    'iam.serviceAccounts.getAccessToken',
    'iam.serviceAccounts.implicitDelegation',
  ],
} as const;

export class Bindings {
  readonly #bindings: Binding[];

  constructor(bindings: readonly Binding[]) {
    this.#bindings = [...bindings];
  }

  add(binding: Binding): void {
    this.#bindings.push(binding);
  }

  /** Removes all rights of all principals. */
  clear(): void {
    this.#bindings.length = 0;
  }

  permit(holder: GooglePrincipal, permission: string, resource: string): boolean {
    return this.#bindings.some(({ member, role, on }) => {
      const permissions: readonly string[] = typeof role === 'string' ? ROLES[role] : role;
      const here = on === undefined || resource === on || resource.startsWith(`${on}/`);
      return here && permissions.includes(permission) && holder.isNamedBy(member);
    });
  }
}
