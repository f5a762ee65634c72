import { Failure, type FailureKind } from '../failure.ts';
import { concealTokens } from '../secrecy/quote.ts';
import { type SafeText, toSafeText } from '../secrecy/safe-text.ts';
import type { Secret } from '../secrecy/secret.ts';

/** An error of Google, in either of its two forms. */
export interface GoogleError {
  status: number | undefined;
  /** `invalid_grant` from an OAuth endpoint, `PERMISSION_DENIED` from an API. */
  code: string | undefined;
  text: string;
}

/** The reason of an error, and what to do. */
export interface Explanation {
  kind: FailureKind;
  says: string;
  hint: string;
}

/** Google's own messages are shorter. A longer one may repeat the request, and with it a credential. */
const LONGEST = 600;

interface FailureOptions {
  /** Reads the error of the client in use. */
  read?: (error: unknown) => GoogleError;
  /** The secrets in the request: Google may quote them in an error. */
  secrets?: readonly Secret[];
}

/** Makes the Failure of a call to Google: what was tried and why it failed. The caller's explanation comes first. */
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

/** Whether an error is about the project of the caller, and not about a right. */
export function isAboutProject(text: string): boolean {
  return /SERVICE_DISABLED|has not been used|requires a quota project/.test(text);
}

/** Explains the errors that all Google services have in common. */
function explainAnyGoogleError({ status, code, text }: GoogleError): Explanation {
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
