import { unlessAborted } from '../async/abortable.ts';
import { limiter } from '../async/limiter.ts';
import { Failure } from '../failure.ts';
import { explainFailure } from '../refresh/failure.ts';
import { type Answer, type Check, type CheckResult, GROUPS } from './check.ts';

const CHECKS_AT_ONCE = 8;

/** Longer than the timeout of any client, so that the client's own error is reported. */
const LONGEST_CHECK_MS = 30_000;

/**
 * Runs all checks in parallel. A check that fails or hangs does not stop the others. Results are in the order of the groups.
 * Calls `answered` after each check.
 */
export async function runChecks(
  checks: readonly Check[],
  longestMs: number = LONGEST_CHECK_MS,
  answered: () => void = () => {},
): Promise<CheckResult[]> {
  const inTurn = limiter(CHECKS_AT_ONCE);
  const results = await Promise.all(
    checks.map((check) =>
      inTurn(async () => {
        const answer = await answerTo(check, longestMs);
        answered();
        return { group: check.group, name: check.name, ...answer };
      }),
    ),
  );
  return results.toSorted((one, other) => GROUPS.indexOf(one.group) - GROUPS.indexOf(other.group));
}

async function answerTo(check: Check, longestMs: number): Promise<Answer> {
  const signal = AbortSignal.timeout(longestMs);
  try {
    return await unlessAborted(check.run(signal), signal);
  } catch (error) {
    return answerFrom(error === signal.reason ? tooLong(longestMs) : explainFailure(error));
  }
}

export function answerFrom({ kind, message, cause, hint }: Failure): Answer {
  return {
    outcome: 'wrong',
    says: message,
    kind,
    ...(cause !== undefined && { cause }),
    ...(hint !== undefined && { hint }),
  };
}

function tooLong(longestMs: number): Failure {
  return new Failure('unavailable', `no answer within ${longestMs / 1_000} seconds`, {
    hint: 'check the network: proxy, VPN, DNS, firewall',
  });
}
