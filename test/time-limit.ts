import { onTestFinished, vi } from 'vitest';

/**
 * Gives the next run a time limit that it reaches when the test says so. A run with a limit in real time would publish
 * less on a slow machine.
 */
export function timeLimit(): { reach(): void } {
  const limit = new AbortController();
  const spy = vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(limit.signal);
  onTestFinished(() => spy.mockRestore());
  return { reach: () => limit.abort(new DOMException('the time limit of the test', 'TimeoutError')) };
}

/** Waits for what another promise, process or page does. It is long, for a slow machine is no defect. */
export const until = <T>(condition: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(condition, { timeout: 50_000, interval: 20 });
