import { isRecord } from '../json.ts';
import { StatusError } from './status.ts';

export interface KubernetesUser {
  name: string;
  groups?: readonly string[];
  /** What proves that it is this user: a bearer token, the CN of a client certificate, or an access entry for a role of AWS. */
  token?: string;
  commonName?: string;
  roleArn?: string;
  /** May do everything. Others may do what `rbac` gives them. */
  isAdmin?: boolean;
}

/** The token that pullkeeper finds in its pod, if the sandbox runs it in one. */
export const POD_TOKEN = 'sandbox-token-of-the-pod';

export interface Attempt {
  verb: string;
  group: string;
  resource: string;
  namespace: string;
  /** Empty where the request names no object, as when one is created. */
  name: string;
}

/** Refuses what no Role gives to this user: https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export function demand(user: KubernetesUser, attempt: Attempt, rbac: readonly unknown[]): void {
  if (user.isAdmin) return;
  const objects = rbac.filter(isRecord);
  const bindings = objects.filter(
    ({ kind, metadata, subjects }) =>
      kind === 'RoleBinding' &&
      isRecord(metadata) &&
      metadata.namespace === attempt.namespace &&
      listOf(subjects).some((subject) => isNamedBy(user, subject)),
  );
  const isAllowed = bindings.some(({ roleRef }) => {
    const role = objects.find(
      ({ kind, metadata }) =>
        kind === 'Role' &&
        isRecord(metadata) &&
        isRecord(roleRef) &&
        metadata.namespace === attempt.namespace &&
        metadata.name === roleRef.name,
    );
    return listOf(role?.rules).some((rule) => permits(rule, attempt));
  });
  if (isAllowed) return;
  const { verb, group, resource, namespace, name } = attempt;
  const what = name === '' ? resource : `${resource} "${name}"`;
  throw new StatusError(
    403,
    'Forbidden',
    `${what} is forbidden: User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" in the namespace "${namespace}"`,
    { name, kind: resource },
  );
}

function permits(rule: Record<string, unknown>, { verb, group, resource, name }: Attempt): boolean {
  const has = (key: string, value: string) =>
    textsOf(rule[key]).some((each) => each === value || each === '*');
  const names = textsOf(rule.resourceNames);
  return (
    has('verbs', verb) &&
    has('apiGroups', group) &&
    has('resources', resource) &&
    (names.length === 0 || names.includes(name))
  );
}

function isNamedBy({ name, groups = [] }: KubernetesUser, subject: Record<string, unknown>): boolean {
  switch (subject.kind) {
    case 'User':
      return subject.name === name;
    case 'Group':
      return groups.some((group) => group === subject.name);
    case 'ServiceAccount':
      return name === `system:serviceaccount:${subject.namespace}:${subject.name}`;
    default:
      return false;
  }
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function textsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
