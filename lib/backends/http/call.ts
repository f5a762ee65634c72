import { causeOfAnswer, causeOfError, noAnswer } from '../../async/lost-answer.ts';
import { retryAfter, TransientError } from '../../async/retry.ts';
import { Failure } from '../../failure.ts';
import { ForbiddenAddress } from '../../hosts/guarded-lookup.ts';
import { isJsonObject, parseJson } from '../../json.ts';
import type { Reference } from '../../references/reference.ts';
import { howToReplace, nameOfSecret } from '../../references/replace.ts';
import type { SafeText } from '../../secrecy/safe-text.ts';
import type { Secret } from '../../secrecy/secret.ts';
import { fillHeaders, fillJson, fillTarget, type Values } from './fill.ts';
import { type HttpReply, type LineOptions, send } from './line.ts';
import { type StatusMeaning, usualMeaning } from './meanings.ts';
import type { HttpTarget, Sending } from './target.ts';

/** The purpose of a call, and its secrets. */
export interface Purpose {
  /** The beginning of every message: `write the secret "X" to Acme`. */
  tried: string;
  values: Values;
  /** The secrets of the request: an answer may repeat them. */
  secrets: readonly Secret[];
}

/** An answer: its JSON, undefined without a body, or the meaning of an error status. */
export type HttpAnswer =
  | { ok: true; json: unknown; link: string | undefined }
  | { ok: false; meaning: StatusMeaning; failure: Failure };

/** One attempt of one request. Throws a TransientError if a retry may succeed, and otherwise a Failure. */
export async function call(
  sending: Sending,
  target: HttpTarget,
  { tried, values, secrets }: Purpose,
  line: LineOptions,
  signal: AbortSignal,
  address = addressOf(sending, target, values),
): Promise<HttpAnswer> {
  const json = fillJson(sending.json, values);
  const headers = fillHeaders({ ...target.headers, ...sending.headers }, values);
  const outgoing = {
    method: sending.method,
    url: address,
    headers: {
      accept: 'application/json',
      'user-agent': 'pullkeeper',
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  };
  return judge(await ask(), target, tried, secrets);

  async function ask(): Promise<HttpReply> {
    try {
      signal.throwIfAborted();
      return await send(outgoing, line, signal);
    } catch (error) {
      throw unanswered(error, target.service, tried, secrets, signal);
    }
  }
}

export function addressOf(sending: Sending, target: HttpTarget, values: Values): URL {
  return new URL(fillTarget(sending.target, values), target.url);
}

function judge(reply: HttpReply, target: HttpTarget, tried: string, secrets: readonly Secret[]): HttpAnswer {
  const { success, errors = {} } = target;
  const { status } = reply;
  const json = parseJson(reply.text);
  // A JSON service never answers in HTML: such an answer is from a proxy, a firewall or a login page.
  const isTheirs =
    !/html/i.test(reply.contentType) && (json !== undefined || !reply.text.trimStart().startsWith('<'));
  const isSuccess = success?.includes(status) ?? (status >= 200 && status < 300);
  if (isSuccess && isTheirs) return { ok: true, json, link: reply.link };

  // A 403 with Retry-After is a throttle, not a denial: GitHub throttles like this.
  const isThrottled = status === 403 && reply.retryAfter !== null;
  const known = errors[status] ?? (isThrottled ? 'throttled' : usualMeaning(status));
  const meaning =
    isTheirs && (isSuccess || status >= 400) ? known : status === 429 ? 'throttled' : 'unavailable';
  const cause = causeOfAnswer(status, messageIn(reply.text, json), secrets);
  const failure = failureOf(meaning, status, target, tried, cause);
  if (meaning === 'throttled' || meaning === 'unavailable') {
    // A retry does not help against a redirect or a foreign page.
    if (status >= 400) throw new TransientError(failure, retryAfter(reply.retryAfter, new Date()));
    throw failure;
  }
  if (meaning === 'denied') throw failure;
  return { ok: false, meaning, failure };
}

function failureOf(
  meaning: StatusMeaning,
  status: number,
  target: HttpTarget,
  tried: string,
  cause: SafeText,
): Failure {
  const { service } = target;
  switch (meaning) {
    case 'denied':
      return denied(status, target, tried, cause);
    case 'throttled':
      return new Failure('throttled', `cannot ${tried}: too many requests`, {
        hint: 'no action needed: the next run retries',
        cause,
      });
    case 'unavailable':
      return new Failure('unavailable', `cannot ${tried}: no usable answer from ${service}`, {
        hint: `the next run retries; if this continues, check the network path (proxy, NAT, DNS) and the status of ${service}`,
        cause,
      });
    case 'too-large':
      return new Failure('quota', `cannot ${tried}: the value is too large`, {
        hint: 'publish it in a smaller format',
        cause,
      });
    case 'not-found':
      return new Failure(
        'invalid',
        `cannot ${tried}: ${service} has no such secret, or not at this address`,
        {
          hint: 'check the name and the parameters in registries.yml, and that the key may see the secret',
          cause,
        },
      );
    case 'invalid':
      return new Failure('invalid', `cannot ${tried}: ${service} rejected the request`, {
        hint: `the cause says what ${service} rejected`,
        cause,
      });
  }
}

function denied(status: number, { service, secrets }: HttpTarget, tried: string, cause: SafeText): Failure {
  const references: Reference[] = Object.values(secrets);
  const kept = references.map(nameOfSecret).join(' and ');
  const [first] = references;
  if (status === 401 && first !== undefined) {
    return new Failure('denied', `cannot ${tried}: ${service} rejected ${kept}`, {
      hint: `make a new key at ${service} and ${howToReplace(first)}`,
      cause,
    });
  }
  return new Failure('denied', `cannot ${tried}: not allowed`, {
    hint:
      kept === ''
        ? `give pullkeeper a key of ${service}: add it under secrets in registries.yml`
        : `the key in ${kept} may not do this: give it the right, or use a key that has it`,
    cause,
  });
}

function unanswered(
  error: unknown,
  service: string,
  tried: string,
  secrets: readonly Secret[],
  signal: AbortSignal,
): Error {
  if (error instanceof ForbiddenAddress && !signal.aborted) {
    return new Failure('invalid', `cannot ${tried}: ${causeOfError(error, [])}`, {
      hint: 'if the address is correct, write private: true in registries.yml',
    });
  }
  const hint = `the next run retries; if this continues, check the network path (proxy, NAT, DNS) and the status of ${service}`;
  return noAnswer({ tried, service, hint, secrets }, error, signal);
}

/** Real errors nest once: `{"error": {"message": "…"}}`. */
const DEEPEST = 4;

/**
 * The error text of an answer, at one of the usual places: `detail` in problem+json, `message` or `error` in others. If
 * the place has a list or an object without a text, returns the whole answer.
 */
function messageIn(text: string, json: unknown): string | undefined {
  let at = json;
  for (let depth = 0; depth < DEEPEST && isJsonObject(at); depth++) {
    const { detail, message, error, errors, title } = at;
    const [said] = [detail, message, error, errors, title].filter((each) => Boolean(each));
    if (said === undefined) break;
    if (typeof said === 'string') return said;
    at = said;
  }
  return at === json ? undefined : text;
}
