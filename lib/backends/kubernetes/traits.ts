import type { Names } from '../../references/names.ts';
import { callsToRead, type Reference, referenceKey, withKeys } from '../../references/reference.ts';
import type { BackendTraits } from '../traits.ts';
import { kubernetesNaming, placeIn } from './naming.ts';
import type { KubernetesOptions } from './options.ts';

/** How pullkeeper finds the API server and signs in. */
export type Access =
  | { way: 'in-cluster' }
  | { way: 'kubeconfig'; kubeconfig: Reference; context?: string }
  | { way: 'token'; token: Reference; server: string; ca?: string }
  | { way: 'eks'; cluster: string; region: string; server: string; ca?: string };

export interface KubernetesTarget
  extends Pick<KubernetesOptions, 'type' | 'namespaces' | 'secret' | 'labels' | 'annotations' | 'adopt'> {
  access: Access;
}

export function compileKubernetes(options: KubernetesOptions, names: Names): KubernetesTarget {
  const { type, namespaces, secret, labels, annotations, adopt } = options;
  return {
    type,
    access: accessOf(options, names),
    namespaces,
    ...(secret !== undefined && { secret }),
    ...(labels !== undefined && { labels }),
    ...(annotations !== undefined && { annotations }),
    ...(adopt !== undefined && { adopt }),
  };
}

function accessOf(options: KubernetesOptions, names: Names): Access {
  const { kubeconfig, context, eks, token, server = '', ca } = options;
  if (kubeconfig !== undefined) {
    return {
      way: 'kubeconfig',
      kubeconfig: names.reference(kubeconfig, 'kubeconfig'),
      ...(context !== undefined && { context }),
    };
  }
  const at = { server, ...(ca !== undefined && { ca }) };
  if (eks !== undefined) return { way: 'eks', ...eks, ...at };
  return token === undefined
    ? { way: 'in-cluster' }
    : { way: 'token', token: names.reference(token, 'token'), ...at };
}

export function isKubernetes(to: { type: string }): to is KubernetesTarget {
  return to.type === 'kubernetes';
}

export function kubernetesTraits(target: KubernetesTarget): BackendTraits {
  const { access, secret: shared } = target;
  const read = secretOf(access);
  return {
    service: SERVICE,
    naming: kubernetesNaming(target),
    defaultFormat: 'docker-config-json',
    problemWithFormat: (format) =>
      shared === undefined || format === 'docker-config-json'
        ? undefined
        : `a Secret that several hosts share is a Docker config.json, not ${format}: remove the format, or secret`,
    destination(name) {
      const { namespace, secret } = placeIn(name);
      const cluster = clusterOf(access);
      return {
        parts: [cluster, name],
        family: [cluster, `${namespace}/${secret}`],
        // Two hosts may share a Secret. A Secret for one host is replaced as a whole, so other hosts would be lost.
        ...(shared === undefined && { vague: { because: REPLACED, isRefused: true } }),
      };
    },
    layout: () => undefined,
    storedAt: () => undefined,
    reads: read === undefined ? [] : withKeys(read),
    google: undefined,
    awsRights: () => [], // signing sts:GetCallerIdentity needs none
    kmsKey: undefined,
    isReadable: true,
    notInLambda:
      access.way === 'in-cluster'
        ? {
            because: 'it uses the service account of a pod, which a deployed function does not have',
            remedy: 'to deploy, set eks, kubeconfig or token; or run pullkeeper in a pod of the cluster',
          }
        : undefined,
    callsToWrite: ({ minted, stored }) => [
      { service: SERVICE, times: (minted + stored) * (shared === undefined ? 1 : 2) },
      ...(read === undefined ? [] : callsToRead(read)),
    ],
    callsToReadBack: {
      each: [{ service: SERVICE, times: 1 }],
      once: read === undefined ? [] : callsToRead(read),
    },
    limits: [{ what: 'requests', per: 'second', each: shared === undefined ? 1 : 2 }],
    versionsADay: undefined,
    bill: () => undefined,
    caveat: undefined,
  };
}

const SERVICE = 'Kubernetes';

const REPLACED = 'the other is written to a Secret that holds several hosts; set secret in both backends';

/** The secret for the sign-in to the cluster. */
function secretOf(access: Access): Reference | undefined {
  return access.way === 'kubeconfig' ? access.kubeconfig : access.way === 'token' ? access.token : undefined;
}

/** The identity of the cluster, as far as registries.yml has it. */
function clusterOf(access: Access): string {
  switch (access.way) {
    case 'in-cluster':
      return access.way;
    case 'kubeconfig':
      return `${referenceKey(access.kubeconfig)} ${access.context ?? ''}`;
    case 'token':
    case 'eks':
      return access.server.toLowerCase();
  }
}
