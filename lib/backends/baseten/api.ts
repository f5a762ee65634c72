import { causeOfAnswer, noAnswer } from '../../async/lost-answer.ts';
import { readText } from '../../async/read-text.ts';
import { retry, retryAfter, TransientError } from '../../async/retry.ts';
import type { Wait } from '../../async/wait.ts';
import { Failure, type FailureKind } from '../../failure.ts';
import { isJsonObject, parseJson } from '../../json.ts';
import type { Reference } from '../../references/reference.ts';
import { howToReplace, nameOfSecret } from '../../references/replace.ts';
import type { Secret } from '../../secrecy/secret.ts';

/** The timeout of one call with all its attempts. Node's fetch alone waits up to 10 s for a connection. */
const CALL_MS = 60_000;

/** One call to Baseten's management API. */
interface BasetenCall {
  method: 'GET' | 'POST';
  path: string;
  body?: object;
  /** The purpose of the call, as the beginning of a message. */
  tried: string;
  /** The secrets in the body: Baseten may quote them in an error. */
  secrets?: readonly Secret[];
  /** What to do about a 404, if the caller knows. */
  missing?: string;
}

export interface BasetenApi {
  /** Returns the answer as JSON. The caller checks its shape. */
  call(call: BasetenCall, signal: AbortSignal): Promise<unknown>;
}

/** https://docs.baseten.co/reference/management-api/overview */
export function basetenApi(url: string, key: Secret, kept: Reference, wait?: Wait): BasetenApi {
  return {
    call(call, signal) {
      const timed = AbortSignal.any([signal, AbortSignal.timeout(CALL_MS)]);
      return retry(() => attempt(call, timed), { withinMs: CALL_MS, signal: timed, wait });
    },
  };

  async function attempt(call: BasetenCall, signal: AbortSignal): Promise<unknown> {
    const { method, path, body } = call;
    try {
      const response = await fetch(new URL(path, url), {
        method,
        headers: {
          authorization: `Bearer ${key.reveal()}`,
          accept: 'application/json',
          'user-agent': 'pullkeeper',
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        redirect: 'manual', // a redirect would send the secret to another server
        signal,
      });
      return read(call, response, await readText(response.body));
    } catch (error) {
      if (error instanceof Failure || error instanceof TransientError) throw error;
      const { tried, secrets = [] } = call;
      throw noAnswer({ tried, service: 'Baseten', hint: NETWORK, secrets: [key, ...secrets] }, error, signal);
    }
  }

  function read(call: BasetenCall, response: Response, text: string): unknown {
    const { status, headers } = response;
    const json = parseJson(text);
    if (response.ok && json !== undefined) return json;

    const failure =
      status === 401
        ? rejectedKey(call, kept, messageIn(json), key)
        : refusal(call, status, json, [key, ...(call.secrets ?? [])]);
    const passes = status === 429 || status >= 500;
    throw passes ? new TransientError(failure, notBefore(json, headers)) : failure;
  }
}

function rejectedKey(
  { tried, secrets = [] }: BasetenCall,
  kept: Reference,
  message: string | undefined,
  key: Secret,
): Failure {
  return new Failure('denied', `cannot ${tried}: Baseten rejected the API key in ${nameOfSecret(kept)}`, {
    hint: `make a new key at Baseten and ${howToReplace(kept)}`,
    cause: causeOfAnswer(401, message, [key, ...secrets]),
  });
}

function refusal(call: BasetenCall, status: number, json: unknown, secrets: readonly Secret[]): Failure {
  const [kind, says, hint] = meaningOf(status, json !== undefined);
  return new Failure(kind, `cannot ${call.tried}: ${says}`, {
    hint: status === 404 && call.missing !== undefined ? call.missing : hint,
    cause: causeOfAnswer(status, messageIn(json), secrets),
  });
}

const NETWORK =
  'the next run retries; if this continues, check the network path (proxy, NAT, DNS) and status.baseten.co';

/** Baseten itself always answers in JSON. Other answers come from something in between. */
function meaningOf(status: number, isJson: boolean): [FailureKind, says: string, hint: string] {
  if (status === 429) {
    return ['throttled', 'too many requests', 'no action needed: the next run retries'];
  }
  if (status >= 500 || !isJson) {
    return ['unavailable', 'no usable answer from Baseten', NETWORK];
  }
  if (status === 403) {
    return [
      'denied',
      'not allowed',
      'use an API key that may manage the workspace or the team: keys for invoking models or exporting metrics cannot write secrets',
    ];
  }
  if (status === 413) return ['quota', 'the value is too large', 'publish it in a smaller format'];
  return ['invalid', 'the request was rejected', 'the cause says what Baseten rejected'];
}

/** Baseten's errors are `{"message": "…"}`, sometimes with other keys before it. */
function messageIn(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const fields = ['message', 'detail', 'error'].map((name) => Reflect.get(json, name));
  return fields.find((field) => typeof field === 'string');
}

/** Baseten says in the body how many seconds to wait: https://docs.baseten.co/reference/management-api/rate-limits */
function notBefore(json: unknown, headers: Headers): number {
  const seconds = isJsonObject(json) ? json.retry_after : undefined;
  const said = typeof seconds === 'number' ? String(Math.ceil(seconds)) : headers.get('retry-after');
  return retryAfter(said, new Date());
}
