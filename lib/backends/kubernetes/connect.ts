import { readFile } from 'node:fs/promises';
import { Failure } from '../../failure.ts';
import { headerValue } from '../../references/header-value.ts';
import { howToReplace, nameOfSecret } from '../../references/replace.ts';
import { resolveAnyReference } from '../../references/resolve.ts';
import { Secret } from '../../secrecy/secret.ts';
import type { BackendContext } from '../backend.ts';
import { type ClusterConnection, KUBERNETES_TOKEN } from './connection.ts';
import type { Access } from './traits.ts';

/**
 * Finds the API server and a credential for it. With PULLKEEPER_KUBERNETES_URL set, every request goes to that
 * address, so a rehearsal calls no real cluster.
 */
export async function connect(
  access: Access,
  machine: BackendContext,
  signal: AbortSignal,
): Promise<ClusterConnection> {
  const connection = await connectionFor(access, machine, signal);
  const elsewhere = machine.env.PULLKEEPER_KUBERNETES_URL;
  return elsewhere === undefined ? connection : { ...connection, server: elsewhere };
}

async function connectionFor(
  access: Access,
  machine: BackendContext,
  signal: AbortSignal,
): Promise<ClusterConnection> {
  switch (access.way) {
    case 'in-cluster':
      return inCluster(machine.env);
    case 'kubeconfig': {
      const { kubeconfig, context } = access;
      const text = await resolveAnyReference(kubeconfig, machine, signal);
      const { readKubeconfig } = await import('./kubeconfig.ts');
      return readKubeconfig(text, { kept: kubeconfig, context });
    }
    case 'token': {
      const token = await resolveAnyReference(access.token, machine, signal);
      return {
        ...placeOf(access),
        token: headerValue(token, KUBERNETES_TOKEN),
        shows: `the token in ${nameOfSecret(access.token)}`,
        remedy: `make a new token for the service account and ${howToReplace(access.token)}`,
      };
    }
    case 'eks': {
      const { eksToken } = await import('./eks-token.ts');
      return {
        ...placeOf(access),
        token: await eksToken(access, machine),
        shows: 'the AWS role',
        remedy: `give the role an access entry in the cluster: npx pullkeeper setup kubernetes prints the command`,
      };
    }
  }
}

function placeOf({ server, ca }: { server: string; ca?: string }) {
  return { server, ...(ca !== undefined && { ca: pemOf(ca) }) };
}

/** A kubeconfig and EKS give a certificate in base64. */
function pemOf(text: string): string {
  return text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString();
}

/** https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The token is read on every run: the kubelet replaces it before it expires. A rehearsal does not run in a pod, so it
 * gets a token from the environment.
 */
async function inCluster(env: NodeJS.ProcessEnv): Promise<ClusterConnection> {
  const who = {
    shows: 'the token of the service account',
    remedy: 'check that the service account still exists',
  };
  const { PULLKEEPER_KUBERNETES_URL: server, PULLKEEPER_KUBERNETES_TOKEN: given } = env;
  if (server !== undefined && given !== undefined)
    return { server, token: headerValue(new Secret(given), KUBERNETES_TOKEN), ...who };

  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = env;
  const folder = env.PULLKEEPER_SERVICE_ACCOUNT ?? SERVICE_ACCOUNT;
  const files = await Promise.all(
    ['token', 'ca.crt'].map((name) => readFile(`${folder}/${name}`, 'utf8').catch(() => undefined)),
  );
  const [token, ca] = files.map((text) => text?.trim());
  if (host === undefined || token === undefined || ca === undefined) {
    throw new Failure(
      'invalid',
      'cannot sign in to Kubernetes: this process has no service account of a pod',
      {
        hint: 'run it in a pod with automountServiceAccountToken, or set kubeconfig, eks or token for the backend',
      },
    );
  }
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    server: `https://${name}:${port}`,
    ca,
    token: headerValue(new Secret(token), KUBERNETES_TOKEN),
    ...who,
  };
}
