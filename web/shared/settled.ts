import { useEffect, useRef, useState } from 'preact/hooks';

/** Fast typists pause for longer than this between two words; a finding still comes within 100 ms of a keystroke. */
const SHORTEST_MS = 20;
const LONGEST_MS = 500;

/**
 * Computes something from what a person types, shortly after each change. The slower the last computation was, the
 * longer the next one waits: typing stays smooth in a large file.
 */
export function useSettled<Input, Result>(input: Input, compute: (input: Input) => Result): Result {
  const [result, setResult] = useState(() => compute(input));
  const last = useRef({ input, tookMs: 0 });
  useEffect(() => {
    if (last.current.input === input) return;
    const wait = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, 3 * last.current.tookMs));
    const timer = setTimeout(() => {
      const start = performance.now();
      setResult(compute(input));
      last.current = { input, tookMs: performance.now() - start };
    }, wait);
    return () => clearTimeout(timer);
  }, [input]);
  return result;
}
