import { request as requestHttp } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { readText } from '../../async/read-text.ts';
import { retry, retryAfter, TransientError } from '../../async/retry.ts';
import type { Wait } from '../../async/wait.ts';
import { type JsonObject, parseJsonObject } from '../../json.ts';
import type { Secret } from '../../secrecy/secret.ts';
import type { ClusterConnection } from './connection.ts';
import { refusal, unreachable } from './explain.ts';

/** The timeout of one call with all its attempts. */
const CALL_MS = 30_000;

interface KubernetesCall {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  query?: Record<string, string>;
  body?: object;
  /** The purpose of the call, for messages: `write the Secret "X"`. */
  tried: string;
  /** The secrets in the body: an error may repeat them. */
  secrets?: readonly Secret[];
}

/** An answer for the caller: success, not found, or a conflict. */
export interface ClusterAnswer {
  status: number;
  body: JsonObject;
  /** The secrets of the request: the body may repeat them. */
  secrets: readonly Secret[];
}

export interface KubernetesApi {
  call(call: KubernetesCall, signal: AbortSignal): Promise<ClusterAnswer>;
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/ */
export function kubernetesApi(
  connection: ClusterConnection,
  env: NodeJS.ProcessEnv,
  wait?: Wait,
): KubernetesApi {
  const { server, token, certificate } = connection;
  const agent = agentFor(connection, env);
  return {
    call(call, signal) {
      const timed = AbortSignal.any([signal, AbortSignal.timeout(CALL_MS)]);
      return retry(() => attempt(call, timed), { withinMs: CALL_MS, signal: timed, wait });
    },
  };

  async function attempt(call: KubernetesCall, signal: AbortSignal): Promise<ClusterAnswer> {
    const secrets = [token, certificate?.key, ...(call.secrets ?? [])].filter((each) => each !== undefined);
    const reply = await send(call, signal).catch((error: unknown) => {
      throw unreachable(call.tried, error, signal, secrets);
    });
    const body = parseJsonObject(reply.text);
    const isExpected =
      reply.status === 404 || reply.status === 409 || (reply.status >= 200 && reply.status < 300);
    if (isExpected && body !== undefined) return { status: reply.status, body, secrets };

    const status = body?.kind === 'Status' ? body : undefined;
    const failure = refusal(call.tried, reply.status, status, connection, secrets);
    const isTransient = reply.status === 429 || reply.status >= 500;
    throw isTransient ? new TransientError(failure, retryAfter(reply.retryAfter, new Date())) : failure;
  }

  function send({ method, path, query, body }: KubernetesCall, signal: AbortSignal): Promise<Reply> {
    const url = new URL(`${server.replace(/\/$/, '')}${path}?${new URLSearchParams(query)}`);
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const request = url.protocol === 'http:' ? requestHttp : requestHttps;
    const outgoing = request(
      url,
      {
        method,
        signal,
        ...(url.protocol === 'https:' && { agent }),
        headers: {
          accept: 'application/json',
          'user-agent': 'pullkeeper',
          ...(token && { authorization: `Bearer ${token.reveal()}` }),
          ...(body && { 'content-type': method === 'PATCH' ? APPLY : 'application/json' }),
        },
      },
      (incoming) => {
        const { statusCode: status = 0, headers } = incoming;
        readText(incoming).then(
          (text) => resolve({ status, text, retryAfter: headers['retry-after'] ?? null }),
          reject,
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body && JSON.stringify(body));
    return promise;
  }
}

/** JSON is YAML. https://kubernetes.io/docs/reference/using-api/server-side-apply/#serialization */
const APPLY = 'application/apply-patch+yaml';

interface Reply {
  status: number;
  text: string;
  retryAfter: string | null;
}

/** A separate agent: no other client may use a connection with this certificate, or with this authority. */
function agentFor({ ca, serverName, certificate }: ClusterConnection, env: NodeJS.ProcessEnv): Agent {
  return new Agent({
    ...(ca !== undefined && { ca }),
    ...(serverName !== undefined && { servername: serverName }),
    ...(certificate && { cert: certificate.cert, key: certificate.key.reveal() }),
    ...(env.NODE_USE_ENV_PROXY === '1' && { proxyEnv: env }),
  });
}
