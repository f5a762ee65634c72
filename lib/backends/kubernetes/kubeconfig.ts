import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { Failure } from '../../failure.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { headerValue } from '../../references/header-value.ts';
import type { Reference } from '../../references/reference.ts';
import { howToReplace, nameOfSecret } from '../../references/replace.ts';
import { toSafeText } from '../../secrecy/safe-text.ts';
import { Secret } from '../../secrecy/secret.ts';
import { objectsAt, textAt } from '../../text/json-fields.ts';
import { didYouMean } from '../../text/nearest.ts';
import { type ClusterConnection, KUBERNETES_TOKEN } from './connection.ts';

interface Origin {
  kept: Reference;
  context: string | undefined;
}

/**
 * Reads a kubeconfig with a token or a client certificate. It runs no program, and does not turn off TLS checks.
 * https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 */
export async function readKubeconfig(text: Secret, { kept, context }: Origin): Promise<ClusterConnection> {
  const where = `the kubeconfig in ${nameOfSecret(kept)}`;
  const refuse = (why: string, hint: string) => new Failure('invalid', `${where} ${why}`, { hint });

  const config = parsed(text.reveal());
  if (config === undefined) {
    throw refuse(
      'is not a kubeconfig in YAML',
      'store the output of kubectl config view --raw --minify --flatten',
    );
  }
  const current = context ?? textAt(config, 'current-context');
  if (current === undefined) throw refuse('has no current-context', 'set context for the backend');
  const chosen = named(config, 'context', current);
  const cluster = named(config, 'cluster', textAt(chosen, 'cluster'));
  const user = named(config, 'user', textAt(chosen, 'user'));

  const [why, hint] = refusalOf(cluster, user) ?? [];
  if (why !== undefined && hint !== undefined) throw refuse(why, hint);
  const server = textAt(cluster, 'server');
  if (server === undefined || !/^https:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/.test(server)) {
    throw refuse(`has no https address for the cluster of "${toSafeText(current)}"`, 'set its server');
  }
  const ca = await fileOr(cluster, 'certificate-authority');
  const serverName = textAt(cluster, 'tls-server-name');
  const credential = await credentialOf(user);
  if (credential === undefined) {
    throw refuse(
      `has neither a token nor a client certificate for "${toSafeText(current)}"`,
      'make a token for a service account: kubectl create token pullkeeper --duration=8760h',
    );
  }
  return {
    server,
    ...(ca !== undefined && { ca }),
    ...(serverName !== undefined && { serverName }),
    ...credential,
    shows: `the credential of ${where}`,
    remedy: `make a new kubeconfig and ${howToReplace(kept)}`,
  };

  /** The entry of this name in `contexts`, `clusters` or `users`. */
  function named(from: JsonObject, kind: string, name: string | undefined): JsonObject {
    const entries = objectsAt(from, `${kind}s`);
    const found = entries.find((entry) => entry.name === name);
    const value = found?.[kind];
    if (isJsonObject(value)) return value;
    const names = entries.flatMap((entry) => textAt(entry, 'name') ?? []).map((each) => toSafeText(each));
    const near = name === undefined ? '' : didYouMean(name, names);
    throw refuse(
      `has no ${kind} named "${toSafeText(name ?? '')}"${near}`,
      `it has: ${names.join(', ') || 'none'}`,
    );
  }

  async function credentialOf(
    user: JsonObject,
  ): Promise<Pick<ClusterConnection, 'token' | 'certificate'> | undefined> {
    const token = textAt(user, 'token') ?? (await contentOf(textAt(user, 'tokenFile')))?.trim();
    if (token !== undefined) return { token: headerValue(new Secret(token), KUBERNETES_TOKEN) };
    const cert = await fileOr(user, 'client-certificate');
    const key = await fileOr(user, 'client-key');
    return cert === undefined || key === undefined
      ? undefined
      : { certificate: { cert, key: new Secret(key) } };
  }

  /** Returns `<name>-data` from base64, or the content of the file `<name>`. */
  async function fileOr(from: JsonObject, name: string): Promise<string | undefined> {
    const data = textAt(from, `${name}-data`);
    return data === undefined ? contentOf(textAt(from, name)) : Buffer.from(data, 'base64').toString();
  }

  /** Paths in a kubeconfig are relative to its file, so a kubeconfig in a cloud cannot refer to files. */
  async function contentOf(path: string | undefined): Promise<string | undefined> {
    if (path === undefined) return undefined;
    const isFile = kept.from === 'file';
    const content =
      isFile && (await readFile(resolve(dirname(kept.id), path), 'utf8').catch(() => undefined));
    if (typeof content === 'string') return content;
    throw refuse(
      `refers to the file ${toSafeText(path)}, which cannot be read`,
      'put its content into the kubeconfig: kubectl config view --raw --minify --flatten',
    );
  }
}

/** Settings of a kubeconfig that pullkeeper does not support, and what to do instead. */
function refusalOf(cluster: JsonObject, user: JsonObject): [why: string, hint: string] | undefined {
  if (cluster['insecure-skip-tls-verify'] === true) {
    return [
      'turns certificate checks off',
      'give the cluster its certificate-authority-data, and remove insecure-skip-tls-verify',
    ];
  }
  if (cluster['proxy-url'] !== undefined) {
    return ['names a proxy', 'remove proxy-url, and set HTTPS_PROXY and NODE_USE_ENV_PROXY=1'];
  }
  if (user.exec !== undefined || user['auth-provider'] !== undefined) {
    return [
      'runs a program to sign in, and pullkeeper runs none',
      'on EKS set eks for the backend; elsewhere use a kubeconfig with a token or a client certificate',
    ];
  }
  if (user.username !== undefined) {
    return ['has a user name and a password, which Kubernetes no longer accepts', 'use a token'];
  }
  if (['as', 'as-uid', 'as-groups', 'as-user-extra'].some((key) => user[key] !== undefined)) {
    return ['impersonates another user', 'use a credential that is itself allowed to write Secrets'];
  }
  return undefined;
}

function parsed(text: string): JsonObject | undefined {
  try {
    const config: unknown = parse(text, { logLevel: 'silent', maxAliasCount: 0 });
    return isJsonObject(config) && Array.isArray(config.clusters) ? config : undefined;
  } catch {
    return undefined; // the parser's own message quotes the text
  }
}
