import { placeIn } from './naming.ts';

/** The writer of the Secrets, as the subject of a RoleBinding. */
export type RbacSubject =
  | { kind: 'ServiceAccount'; name: string; namespace: string }
  | { kind: 'User' | 'Group'; name: string; apiGroup: typeof RBAC };

export const RBAC = 'rbac.authorization.k8s.io';
const NAME = 'pullkeeper';

/**
 * The objects that give a subject the right to write only these Secrets. The right to create cannot be limited to a
 * name: Kubernetes authorises it before it knows the name.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 */
export function rbacFor(names: readonly string[], subject: RbacSubject): object[] {
  const account =
    subject.kind === 'ServiceAccount'
      ? [
          {
            apiVersion: 'v1',
            kind: 'ServiceAccount',
            metadata: { name: subject.name, namespace: subject.namespace },
          },
        ]
      : [];
  const byNamespace = Map.groupBy(names.map(placeIn), ({ namespace }) => namespace);
  const roles = [...byNamespace].flatMap(([namespace, places]) => {
    const metadata = { name: NAME, namespace };
    const secrets = [...new Set(places.map(({ secret }) => secret))];
    const rule = { apiGroups: [''], resources: ['secrets'] };
    return [
      {
        apiVersion: `${RBAC}/v1`,
        kind: 'Role',
        metadata,
        rules: [
          { ...rule, verbs: ['create'] },
          { ...rule, verbs: ['get', 'patch'], resourceNames: secrets },
        ],
      },
      {
        apiVersion: `${RBAC}/v1`,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: RBAC, kind: 'Role', name: NAME },
        subjects: [subject],
      },
    ];
  });
  return [...account, ...roles];
}
