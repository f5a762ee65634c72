import { googleEndpoint } from '../google/endpoint.ts';
import { duration } from '../text/duration.ts';
import { type Answer, type Check, fine, notChecked } from './check.ts';
import type { DoctorTarget } from './target.ts';

/** AWS rejects requests with a larger clock skew: https://docs.aws.amazon.com/IAM/latest/UserGuide/signing-elements.html */
const MOST_SKEW_MS = 5 * 60_000;
const MUCH_SKEW_MS = 60_000;

/** The Date header has whole seconds, and an answer takes time: a smaller difference is not reported. */
const UNNOTICED_MS = 5_000;

/** Compares the clock of this machine with the Date header of a cloud's answer. A rejected request has one too. */
export function clockCheck(target: DoctorTarget): Check {
  return {
    group: 'clock',
    name: 'clock',
    async run(signal) {
      const before = target.now().getTime();
      const answer = await fetch(placeToAsk(target), { method: 'HEAD', redirect: 'manual', signal }).catch(
        () => undefined,
      );
      const told = Date.parse(answer?.headers.get('date') ?? '');
      if (Number.isNaN(told))
        return notChecked('no cloud answered with the time', 'check the network: proxy, DNS, firewall');
      return judgeClock((before + target.now().getTime()) / 2 - told);
    },
  };
}

function placeToAsk({ env }: DoctorTarget): URL {
  const aws = env.AWS_ENDPOINT_URL_STS ?? env.AWS_ENDPOINT_URL;
  if (aws !== undefined) return new URL(aws);
  return env.PULLKEEPER_GOOGLE_URL === undefined
    ? new URL('https://sts.amazonaws.com/')
    : googleEndpoint('https://sts.googleapis.com/', env);
}

export function judgeClock(aheadMs: number): Answer {
  const off = Math.abs(aheadMs);
  if (off <= UNNOTICED_MS) return fine('right, within a few seconds');
  const says = `${duration(off)} ${aheadMs > 0 ? 'ahead' : 'behind'}`;
  const hint =
    'set the clock (chronyc tracking, w32tm /resync): AWS and Google reject requests that are signed five minutes off';
  if (off > MOST_SKEW_MS) return { outcome: 'wrong', says, hint };
  return off > MUCH_SKEW_MS ? { outcome: 'warning', says, hint } : fine(says);
}
