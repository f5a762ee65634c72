/** What `kubectl` asks before it does anything: which resources there are. */
const CORE = [
  resource('namespaces', 'Namespace', false),
  resource('secrets', 'Secret', true),
  resource('serviceaccounts', 'ServiceAccount', true),
];
const RBAC = [resource('rolebindings', 'RoleBinding', true), resource('roles', 'Role', true)];
const RBAC_GROUP = 'rbac.authorization.k8s.io';

export const DISCOVERY: Readonly<Record<string, object>> = {
  '/version': { major: '1', minor: '32', gitVersion: 'v1.32.0' },
  '/api': { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] },
  '/apis': {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [
      {
        name: RBAC_GROUP,
        versions: [{ groupVersion: `${RBAC_GROUP}/v1`, version: 'v1' }],
        preferredVersion: { groupVersion: `${RBAC_GROUP}/v1`, version: 'v1' },
      },
    ],
  },
  '/api/v1': { kind: 'APIResourceList', groupVersion: 'v1', resources: CORE },
  [`/apis/${RBAC_GROUP}/v1`]: {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: `${RBAC_GROUP}/v1`,
    resources: RBAC,
  },
};

function resource(name: string, kind: string, namespaced: boolean): object {
  const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
  return { name, singularName: kind.toLowerCase(), namespaced, kind, verbs };
}
