import type { Secret } from '../secrecy/secret.ts';
import { googleFailure } from './failure.ts';

/** Does one step of a mint. An error of it becomes a Failure that the explanations of that step have explained. */
export async function attempt<T>(
  tried: string,
  explain: (how: typeof import('./explain.ts')) => Parameters<typeof googleFailure>[2],
  work: () => Promise<T>,
  secrets: readonly Secret[] = [],
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Loaded late: a mint that succeeds explains nothing.
    throw googleFailure(error, tried, explain(await import('./explain.ts')), { secrets });
  }
}
