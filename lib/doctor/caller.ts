import { clientOptions } from '../aws/client-options.ts';
import { awsFailure } from '../aws/failure.ts';
import { Failure } from '../failure.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import { type Answer, type Check, fine, warning } from './check.ts';
import { answerFrom } from './run-checks.ts';
import type { DoctorTarget } from './target.ts';

/** The AWS identity of the person who runs doctor. It is rarely the role of a function. */
export interface Caller {
  arn: string;
  account: string;
}

/** Returns a function that asks STS once, for all checks. */
export function callerOf({ env }: DoctorTarget): (signal: AbortSignal) => Promise<Caller> {
  let asked: Promise<Caller> | undefined;
  return (signal) => {
    asked ??= getCaller(env.AWS_REGION ?? 'us-east-1', signal);
    return asked;
  };
}

async function getCaller(region: string, signal: AbortSignal): Promise<Caller> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(clientOptions(region));
  try {
    const { Arn: arn, Account: account } = await client.send(new GetCallerIdentityCommand({}), {
      abortSignal: signal,
    });
    if (arn !== undefined && account !== undefined)
      return { arn: toSafeText(arn), account: toSafeText(account) };
    throw new Failure('invalid', 'STS did not answer with your identity', {
      hint: 'check what is answering instead of AWS (a proxy, AWS_ENDPOINT_URL)',
    });
  } catch (error) {
    throw awsFailure(error, 'find out your AWS identity');
  } finally {
    client.destroy();
  }
}

export function callerCheck(target: DoctorTarget, caller: (signal: AbortSignal) => Promise<Caller>): Check {
  return {
    group: 'aws',
    name: 'credentials',
    async run(signal): Promise<Answer> {
      const who = await caller(signal);
      const { arn, account } = who;
      const { account: expected } = target;
      if (expected !== undefined && account !== expected) {
        const hint = 'sign in to the account that the functions run in, for example with AWS_PROFILE';
        return answerFrom(new Failure('invalid', `${arn} is not in account ${expected}`, { hint }));
      }
      return arn.endsWith(':root')
        ? warning(`${arn}: the root user of the account`, 'sign in as a role or a user')
        : fine(isFunction(who, target) ? arn : `${arn}; the functions have their own roles`);
    },
  };
}

/** Whether doctor runs with the rights of the runs: with the role of a function, or on the machine of the runs. */
function isFunction({ arn }: Caller, { roles, table }: DoctorTarget): boolean {
  if (table === undefined) return true;
  const [, role] = /:assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return role !== undefined && Object.values(roles).includes(role);
}

/**
 * Runs a check that needs the rights of a function. A call that AWS denies to a person may be allowed to the functions, so
 * a denial is `wrong` only if a function runs doctor, and otherwise a `warning`.
 */
export async function askAsFunction(
  ask: () => Promise<Answer>,
  target: DoctorTarget,
  caller: () => Promise<Caller>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'denied') throw error;
    const who = await caller().catch(() => undefined);
    if (who === undefined || isFunction(who, target)) throw error;
    const hint = `you are ${who.arn}; the functions have their own roles. If they fail too: ${error.hint}`;
    return { ...answerFrom(error), outcome: 'warning', hint };
  }
}
