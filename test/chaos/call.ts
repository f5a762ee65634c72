import { Failure } from '../../lib/failure.ts';
import type { Air, Hang } from './container.ts';
import { type Fault, isActive } from './fault.ts';
import { spelled } from './spelling.ts';

const never = () => new Promise<never>(() => {});

/** One call to a service that may fail, in every way in which one fails. `secrets` are what an answer could repeat. */
export async function call<T>(
  names: readonly string[],
  faults: readonly Fault[],
  air: Air,
  { serve, secrets = [], signal }: { serve: () => T; secrets?: readonly string[]; signal?: AbortSignal },
): Promise<T> {
  const { time, random, container } = air;
  await container.step();
  await time.sleep(random.between(20, 300));
  await container.step();
  const now = time.now();
  const fault = faults.find((each) => names.includes(each.where) && isActive(each, now));
  switch (fault?.kind) {
    case 'hang': {
      const [to = ''] = names;
      const hang: Hang = { to, from: now };
      if (signal !== undefined) container.hangs.push(hang);
      signal?.addEventListener('abort', () => {
        hang.until = time.now();
      });
      return never();
    }
    case 'down':
      await time.sleep(random.between(0, 10_000));
      await container.step();
      throw new Failure('unavailable', 'the service is down', { hint: 'the next run retries' });
    case 'slow':
      await time.sleep(random.between(1_000, 9_000));
      await container.step();
      break;
    case 'throttled':
      throw new Failure('throttled', 'the service is asked too often', { hint: 'the next run retries' });
    case 'denied':
      throw new Failure('denied', 'the service does not allow this', { hint: 'grant it' });
    case 'echo':
      throw new Error(`cannot handle "${secrets.map((secret) => spelled(secret, random)).join('" "')}"`);
  }
  if (signal?.aborted) return never(); // nobody listens any more
  const answer = serve();
  await container.step();
  if (fault?.kind === 'answer lost')
    throw new Failure('unavailable', 'the answer was lost', { hint: 'the next run retries' });
  return answer;
}
