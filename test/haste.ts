import { vi } from 'vitest';

/** So much faster passes what a run with a fault and its clients wait for: deadlines, timeouts, pauses before a retry. */
export const HASTE = 10;

export async function inHaste<T>(work: () => Promise<T>): Promise<T> {
  const { setTimeout: slowly } = globalThis;
  const soon = (go: () => void, ms = 0, ...rest: []) => slowly(go, ms / HASTE, ...rest);
  vi.stubGlobal('setTimeout', Object.defineProperties(soon, Object.getOwnPropertyDescriptors(slowly)));
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(Math.ceil(ms / HASTE)));
  try {
    return await work();
  } finally {
    spy.mockRestore();
    vi.unstubAllGlobals();
  }
}
