import { Failure, type FailureKind } from '../failure.ts';
import { concealTokens } from '../secrecy/quote.ts';
import { type SafeText, toSafeText } from '../secrecy/safe-text.ts';
import type { Secret } from '../secrecy/secret.ts';

/** What Google said, in either of its two ways. */
export interface GoogleError {
  status: number | undefined;
  /** `invalid_grant` from an OAuth endpoint, `PERMISSION_DENIED` from an API. */
  code: string | undefined;
  text: string;
}

/** Why, as far as it is known, and what to do about it. */
export interface Explanation {
  kind: FailureKind;
  says: string;
  hint: string;
}

/** A message that is longer than any of Google's own repeats what was sent, and that may be a credential. */
const LONGEST = 600;

interface FailureOptions {
  /** How the client at hand says what Google said. */
  read?: (error: unknown) => GoogleError;
  /** What the request carried, since a refusal may quote it. */
  secrets?: readonly Secret[];
}

/** The Failure for a call to Google: what was tried and why it failed, explained by who knows what the call was for. */
export function googleFailure(
  error: unknown,
  tried: string,
  explain: (said: GoogleError) => Explanation | undefined,
  { read = parseGoogleError, secrets = [] }: FailureOptions = {},
): Failure {
  if (error instanceof Failure) return error;
  const said = read(error);
  const { kind, says, hint } = explain(said) ?? explainAnyGoogleError(said);
  const cause = causeOf(said, secrets);
  return new Failure(kind, `cannot ${tried}: ${says}`, { hint, cause });
}

/** Whether Google denies a call for another reason than a right that the caller lacks. */
export function isAboutProject(text: string): boolean {
  return /SERVICE_DISABLED|has not been used|requires a quota project/.test(text);
}

/** What every service of Google's may say. */
export function explainAnyGoogleError({ status, code, text }: GoogleError): Explanation {
  if (status === 429 || code === 'RESOURCE_EXHAUSTED') {
    return {
      kind: 'throttled',
      says: 'too many requests',
      hint: 'no action needed: the next run retries',
    };
  }
  if (/requires a quota project/.test(text)) {
    const hint =
      'name one that may use this API: gcloud auth application-default set-quota-project <project>';
    return { kind: 'denied', says: 'the login names no project that pays for the call', hint };
  }
  if (/SERVICE_DISABLED|has not been used in project|it is disabled/.test(text)) {
    const hint =
      'enable it: gcloud services enable sts.googleapis.com iamcredentials.googleapis.com secretmanager.googleapis.com';
    return { kind: 'denied', says: 'this API is not enabled', hint };
  }
  if (code !== undefined && status !== undefined && status < 500) {
    return status === 401 || status === 403
      ? { kind: 'denied', says: 'not allowed', hint: 'the cause names the missing right' }
      : {
          kind: 'invalid',
          says: 'the request was rejected',
          hint: 'the cause says what Google rejected',
        };
  }
  return {
    kind: 'unavailable',
    says: 'no usable answer from Google',
    hint: 'the next run retries; if this continues, check the network path (NAT, DNS, Private Google Access)',
  };
}

export function parseGoogleError(error: unknown): GoogleError {
  const response = propertyOf(error, 'response');
  const status = propertyOf(response, 'status');
  const answer = propertyOf(propertyOf(response, 'data'), 'error');
  const code = typeof answer === 'string' ? answer : textOf(answer, 'status');
  const text =
    typeof answer === 'string'
      ? textOf(propertyOf(response, 'data'), 'error_description')
      : textOf(answer, 'message');
  return {
    status: typeof status === 'number' ? status : undefined,
    code,
    text: text ?? (response === undefined ? (textOf(error, 'message') ?? '') : ''),
  };
}

function causeOf({ status, code, text }: GoogleError, secrets: readonly Secret[]): SafeText {
  const what =
    text.length > LONGEST ? 'the answer is not shown, because it repeats a secret' : concealTokens(text);
  const words = [status, code, what].filter(Boolean).join(' ') || 'no answer';
  return toSafeText(words, { secrets, longest: LONGEST });
}

function textOf(value: unknown, key: string): string | undefined {
  const found = propertyOf(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function propertyOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
