import { placeIn } from '../../../lib/backends/kubernetes/naming.ts';
import type { Access, KubernetesTarget } from '../../../lib/backends/kubernetes/traits.ts';
import { POD_TOKEN } from '../../../sandbox/kubernetes/rights.ts';
import type { Rehearsal } from './rehearsal.ts';

export const kubernetes: Rehearsal<KubernetesTarget> = {
  secrets({ access }, backend) {
    if (access.way === 'token') return [[access.token, `rehearsal-token-of-${backend}`]];
    return access.way === 'kubeconfig' ? [[access.kubeconfig, kubeconfigOf(access, backend)]] : [];
  },
  world: (all, secretAt) => ({
    kubernetes: {
      namespaces: [...new Set(all.flatMap(({ to }) => to.namespaces))],
      cluster: all.flatMap(({ to: { access } }) => (access.way === 'eks' ? access.cluster : []))[0] ?? '',
      users: [
        { name: 'pod', token: POD_TOKEN, isAdmin: true },
        { name: 'role', roleArn: 'arn:aws:iam::123456789012:role/pullkeeper', isAdmin: true },
        ...all.flatMap(({ to: { access } }) => {
          const token = tokenOf(access, secretAt);
          return token === undefined ? [] : [{ name: token, token, isAdmin: true }];
        }),
      ],
    },
  }),
  async readBack({ name, format }, _, sandbox) {
    const { namespace, secret } = placeIn(name);
    const key = format === 'docker-config-json' ? '.dockerconfigjson' : 'value';
    return sandbox.kubernetes.secret(namespace, secret)?.data(key);
  },
  async remove({ name }, _, sandbox) {
    const { namespace, secret } = placeIn(name);
    sandbox.kubernetes.deleteSecret(namespace, secret);
  },
  place: () => ({ id: 'kubernetes', title: 'Kubernetes', services: ['kubernetes'] }),
  address: ({ kubernetesUrl }) => ['Kubernetes', kubernetesUrl],
};

function tokenOf(access: Access, secretAt: Parameters<(typeof kubernetes)['world']>[1]): string | undefined {
  if (access.way === 'token') return secretAt(access.token);
  if (access.way !== 'kubeconfig') return undefined;
  return /token: (\S+)/.exec(secretAt(access.kubeconfig))?.[1];
}

function kubeconfigOf({ context = 'rehearsal' }: { context?: string }, backend: string): string {
  return `apiVersion: v1
kind: Config
current-context: ${JSON.stringify(context)}
contexts: [{ name: ${JSON.stringify(context)}, context: { cluster: rehearsal, user: rehearsal } }]
clusters: [{ name: rehearsal, cluster: { server: https://rehearsal.invalid } }]
users:
  - name: rehearsal
    user:
      token: rehearsal-token-of-${backend}
`;
}
