import { causeOfError } from '../async/lost-answer.ts';
import { readText } from '../async/read-text.ts';
import { retry, TransientError } from '../async/retry.ts';
import { Failure } from '../failure.ts';
import { parseJsonObject } from '../json.ts';
import { type SafeText, toSafeText } from '../secrecy/safe-text.ts';
import { Secret } from '../secrecy/secret.ts';

/** The timeouts of the call: with all its attempts, and of one attempt. The same as for AWS. */
const PATIENCE_MS = 20_000;
const ATTEMPT_MS = 10_000;

/** https://docs.github.com/en/actions/reference/security/oidc */
const TRIED = "cannot get GitHub's OIDC token for this job";

/**
 * Asks GitHub for the JWT of the running job. A job gets the address and the request token only with `id-token: write`.
 */
export function requestGithubToken(
  audience: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Secret> {
  const url = URL.parse(env.ACTIONS_ID_TOKEN_REQUEST_URL ?? '');
  const token = new Secret(env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '');
  if (url === null || token.reveal() === '') {
    const message = `${TRIED}: ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set`;
    throw new Failure('invalid', message, {
      hint: 'add "permissions: { id-token: write }" to the job; outside GitHub Actions use another subjectToken',
    });
  }
  url.searchParams.set('audience', audience);
  return retry(() => attempt(url, token, signal), { withinMs: PATIENCE_MS, signal });
}

async function attempt(url: URL, token: Secret, signal: AbortSignal): Promise<Secret> {
  try {
    const response = await fetch(url, {
      headers: {
        authorization: `Bearer ${token.reveal()}`,
        accept: 'application/json',
        'user-agent': 'pullkeeper',
      },
      redirect: 'manual', // a redirect would send the token to another server
      signal: AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]),
    });
    const { value, message } = parseJsonObject(await readText(response.body)) ?? {};
    if (response.status === 200 && typeof value === 'string' && value !== '') return new Secret(value);
    throw refusal(response.status, typeof message === 'string' ? message : '', token);
  } catch (error) {
    if (error instanceof Failure || error instanceof TransientError) throw error;
    throw unanswered(causeOfError(error, [token]));
  }
}

function refusal(status: number, message: string, token: Secret): Error {
  const cause = toSafeText(`${status} ${message}`, { secrets: [token] });
  if (status !== 401 && status !== 403) return unanswered(cause);
  return new Failure('denied', `${TRIED}: GitHub rejects the request`, {
    hint: 'run the workflow again: its request token ends with the job',
    cause,
  });
}

function unanswered(cause: SafeText): TransientError {
  return new TransientError(
    new Failure('unavailable', `${TRIED}: no usable answer from GitHub`, {
      hint: 'the next run retries; if this continues, see https://www.githubstatus.com',
      cause,
    }),
  );
}
