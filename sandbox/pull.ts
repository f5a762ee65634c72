import { request } from 'node:http';
import { isRecord, parseJson } from './json.ts';
import { digestOf } from './registry/images.ts';

export interface PullRequest {
  /** Where the sandbox's registry listens. */
  registryUrl: string;
  host: string;
  repository: string;
  /** A tag or a digest. */
  reference: string;
  /** The published value: base64 of `user:password`. */
  auth: string;
  signal?: AbortSignal;
}

export type PullResult =
  | { pulled: true; digest: string; bytes: number }
  | { pulled: false; status: number; code: string; message: string };

interface Reply {
  status: number;
  challenge: string | undefined;
  location: string | undefined;
  body: Buffer;
}

const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/**
 * Pulls an image like a container runtime: asks without credentials, answers the challenge, and fetches the manifest
 * and its blobs. It has no code for single registries, so a success proves that the published value works.
 */
export async function pull(order: PullRequest): Promise<PullResult> {
  const image = `https://${order.host}/v2/${order.repository}`;
  const manifestUrl = `${image}/manifests/${order.reference}`;
  const accept = MANIFEST_TYPES.join(', ');

  let authorization: string | undefined;
  let reply = await get(order, manifestUrl, { accept });
  if (reply.status === 401 && reply.challenge !== undefined) {
    const answered = await answerChallenge(order, reply.challenge);
    if (typeof answered !== 'string') return refused(answered);
    authorization = answered;
    reply = await get(order, manifestUrl, { accept, authorization });
  }
  if (reply.status !== 200) return refused(reply);

  const digest = digestOf(reply.body);
  const wanted = order.reference.includes(':') ? order.reference : digest;
  if (digest !== wanted) return corrupt(`manifest ${wanted} has another digest`);
  const blobs = blobDigests(reply.body);
  if (blobs.length === 0) return corrupt('what was sent is not the manifest of an image');
  let bytes = reply.body.length;
  for (const name of blobs) {
    const blob = await get(order, `${image}/blobs/${name}`, authorization ? { authorization } : {});
    if (blob.status !== 200) return refused(blob);
    if (digestOf(blob.body) !== name) return corrupt(`blob ${name} has another digest`);
    bytes += blob.body.length;
  }
  return { pulled: true, digest, bytes };
}

/** The Authorization header that the challenge asks for, or the token service's refusal. */
async function answerChallenge(order: PullRequest, challenge: string): Promise<string | Reply> {
  const [, scheme = '', rest = ''] = /^(\w+)\s+(.*)$/s.exec(challenge) ?? [];
  const basic = `Basic ${order.auth}`;
  if (scheme.toLowerCase() !== 'bearer') return basic;

  const { realm = '', ...parameters } = Object.fromEntries(
    [...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
  const url = new URL(realm);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.append(name, value);
  const reply = await get(order, url.href, { authorization: basic });
  const token = reply.status === 200 ? tokenFrom(reply.body) : undefined;
  return token === undefined ? reply : `Bearer ${token}`;
}

/** Follows a redirect to a storage, which gets no credential, as the runtimes do. */
async function get(order: PullRequest, url: string, headers: Record<string, string>): Promise<Reply> {
  const reply = await send(order, url, headers);
  if (reply.status < 300 || reply.status >= 400 || reply.location === undefined) return reply;
  const { authorization: _, ...others } = headers;
  return send(order, reply.location, others);
}

function send(
  { registryUrl, signal }: PullRequest,
  url: string,
  headers: Record<string, string>,
): Promise<Reply> {
  const { host, pathname, search } = new URL(url);
  const options = { path: pathname + search, headers: { ...headers, host }, ...(signal && { signal }) };
  return new Promise((resolve, reject) => {
    const outgoing = request(registryUrl, options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const challenge = incoming.headers['www-authenticate'];
        const { location } = incoming.headers;
        resolve({ status: incoming.statusCode ?? 0, challenge, location, body: Buffer.concat(chunks) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

function blobDigests(manifest: Buffer): string[] {
  const text = manifest.toString();
  return [...text.matchAll(/"digest":"(sha256:[0-9a-f]{64})"/g)].flatMap(([, digest]) => digest ?? []);
}

function tokenFrom(body: Buffer): string | undefined {
  const parsed = parseJson(body.toString());
  const token = field(parsed, 'token') ?? field(parsed, 'access_token');
  return typeof token === 'string' ? token : undefined;
}

function refused({ status, body }: Reply): PullResult {
  const errors = field(parseJson(body.toString()), 'errors');
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const code = field(first, 'code') ?? 'UNKNOWN';
  const message = field(first, 'message') ?? body.toString();
  return { pulled: false, status, code: String(code), message: String(message) };
}

function corrupt(message: string): PullResult {
  return { pulled: false, status: 200, code: 'DIGEST_INVALID', message };
}

/** A member of an unchecked JSON answer. */
function field(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
