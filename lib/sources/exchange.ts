import { causeOfAnswer, noAnswer } from '../async/lost-answer.ts';
import { readText } from '../async/read-text.ts';
import { retry, retryAfter, TransientError } from '../async/retry.ts';
import { Failure, type FailureKind } from '../failure.ts';
import { isJsonObject, type JsonObject, parseJsonObject } from '../json.ts';
import { Secret } from '../secrecy/secret.ts';

/** The timeouts of a call: with all its attempts, and of one attempt. The same as for AWS. */
const PATIENCE_MS = 20_000;
const ATTEMPT_MS = 10_000;

/** One call to a service that gives tokens. */
export interface Exchange {
  method: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  form?: Record<string, string>;
  json?: object;
  /** The purpose of the call, as the beginning of a message. */
  tried: string;
  service: string;
  /** The secrets in the call: an answer may repeat them. */
  secrets: readonly Secret[];
  /** What to do if the service rejects the credential. */
  denied: string;
  /** The meaning of an error whose text is more precise than its status. */
  meaningOf?(text: string): ExchangeMeaning | undefined;
}

export interface ExchangeMeaning {
  kind: FailureKind;
  says: string;
  hint: string;
}

/**
 * Calls a token service and returns its answer as JSON. With PULLKEEPER_TOKENS_URL set, every call goes there, with the
 * real host in its path: a rehearsal sends no secret to a real service.
 */
export function exchange(call: Exchange, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<JsonObject> {
  const timed = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  return retry(() => attempt(call, addressOf(call, env), timed), { withinMs: PATIENCE_MS, signal: timed });
}

function addressOf({ url }: Exchange, { PULLKEEPER_TOKENS_URL: elsewhere }: NodeJS.ProcessEnv): URL {
  const { host, pathname, search } = new URL(url);
  return new URL(elsewhere === undefined ? url : `${elsewhere}/${host}${pathname}${search}`);
}

async function attempt(call: Exchange, url: URL, signal: AbortSignal): Promise<JsonObject> {
  const { method, headers, form, json } = call;
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        'user-agent': 'pullkeeper',
        ...(json && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(form && { body: new URLSearchParams(form) }),
      ...(json && { body: JSON.stringify(json) }),
      redirect: 'manual', // a redirect would send the secret to another server
      signal: AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]),
    });
    const body = parseJsonObject(await readText(response.body));
    if (response.ok && body !== undefined) return body;
    throw refusal(call, response, body);
  } catch (error) {
    if (error instanceof Failure || error instanceof TransientError) throw error;
    throw noAnswer({ ...call, hint: NETWORK }, error, signal);
  }
}

function refusal(call: Exchange, { status, headers }: Response, body: JsonObject | undefined): Error {
  const { tried, service, secrets } = call;
  const text = textOf(body);
  const cause = causeOfAnswer(status, text, secrets);
  if (status === 429) {
    const details = { hint: 'no action needed: the next run retries', cause };
    const failure = new Failure('throttled', `cannot ${tried}: too many requests to ${service}`, details);
    return new TransientError(failure, retryAfter(headers.get('retry-after'), new Date()));
  }
  if (status >= 500 || body === undefined) {
    const failure = new Failure('unavailable', `cannot ${tried}: no usable answer from ${service}`, {
      hint: NETWORK,
      cause,
    });
    return status >= 500 ? new TransientError(failure) : failure;
  }
  const { kind, says, hint } = call.meaningOf?.(text) ?? meaningOf(status, text, call);
  return new Failure(kind, `cannot ${tried}: ${says}`, { hint, cause });
}

const NETWORK = 'the next run retries; if this continues, check the network path (proxy, NAT, DNS)';

/** https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
const REJECTED = /^(?:invalid_client|invalid_grant|unauthorized_client|access_denied)\b/;

function meaningOf(status: number, text: string, { service, denied }: Exchange): ExchangeMeaning {
  return status === 401 || status === 403 || REJECTED.test(text)
    ? { kind: 'denied', says: `${service} rejects what pullkeeper shows`, hint: denied }
    : { kind: 'invalid', says: `${service} rejects the request`, hint: 'the cause says what it rejects' };
}

/** The error text of an answer, in the forms of OAuth, of the distribution specification, or as a plain message. */
function textOf(body: JsonObject | undefined): string {
  const { error, error_description, message, detail, errors } = body ?? {};
  const [first] = Array.isArray(errors) ? errors : [];
  const texts = [error, error_description, message, detail, isJsonObject(first) ? first.message : undefined];
  return texts.filter((text) => typeof text === 'string').join(': ');
}

/** Reads a token from an answer. An answer without a token does not come from the service. */
export function tokenIn(answer: JsonObject, field: string, { tried, service }: Exchange): Secret {
  const token = answer[field];
  if (typeof token === 'string' && token !== '') return new Secret(token);
  throw new Failure('unavailable', `cannot ${tried}: ${service} answered without a token`, {
    hint: 'the next run retries; if this continues, check what answers instead (a proxy)',
  });
}

/** The expiry of a token: its own `exp` if it is a JWT, or else the seconds in the answer. */
export function expiryOf(token: Secret, answer: JsonObject, now: Date, { tried, service }: Exchange): Date {
  const [, payload = ''] = token.reveal().split('.');
  const exp = parseJsonObject(Buffer.from(payload, 'base64url').toString())?.exp;
  const seconds = answer.expires_in;
  if (typeof exp === 'number' && Number.isSafeInteger(exp * 1_000)) return new Date(exp * 1_000);
  if (typeof seconds === 'number' && seconds > 0 && seconds < 1e9)
    return new Date(now.getTime() + seconds * 1_000);
  throw new Failure('invalid', `cannot ${tried}: ${service} does not say when the token expires`, {
    hint: 'let the service issue tokens that expire: pullkeeper must know when to replace them',
  });
}
