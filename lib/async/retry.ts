import { type Wait, wait as waitFor } from './wait.ts';

/** The number of attempts. The next run handles a longer failure. */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 200;

/** Thrown by an attempt that may succeed if it is repeated. `failure` is thrown when every attempt failed. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  readonly failure: Error;
  /** How long the service asked the caller to wait. */
  readonly notBeforeMs: number;

  constructor(failure: Error, notBeforeMs = 0) {
    super(failure.message);
    this.failure = failure;
    this.notBeforeMs = notBeforeMs;
  }
}

/** Repeats an attempt that throws a TransientError, a few times and within the given time. Any other error ends it at once. */
export async function retry<T>(
  attempt: () => Promise<T>,
  { withinMs, signal, wait = waitFor }: { withinMs: number; signal: AbortSignal; wait?: Wait | undefined },
): Promise<T> {
  const until = performance.now() + withinMs;
  for (let count = 1; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      const pause = pauseAfter(count, error.notBeforeMs, Math.random());
      if (count === ATTEMPTS || performance.now() + pause >= until) throw error.failure;
      await wait(pause, signal).catch(() => {
        throw error.failure;
      });
    }
  }
}

/** A random pause. Its upper limit doubles with each attempt, so that many callers do not retry at the same moment. */
export function pauseAfter(attempts: number, notBeforeMs: number, random: number): number {
  return notBeforeMs + random * FIRST_PAUSE_MS * 2 ** (attempts - 1);
}

/** Retry-After in milliseconds: it has seconds or a date. https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
export function retryAfter(header: string | null, now: Date): number {
  if (header === null || header.trim() === '') return 0;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now.getTime();
  return Math.max(0, ms) || 0;
}
