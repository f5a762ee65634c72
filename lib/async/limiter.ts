/** Lets a limited number of jobs run at once. Waiting jobs start by urgency, the lowest number first, then in order. */
export type Limiter = <T>(work: () => Promise<T>, urgency?: number) => Promise<T>;

interface Waiting {
  urgency: number;
  enter: () => void;
}

export function limiter(most: number): Limiter {
  /** Waiting jobs. The next job is the last element. */
  const line: Waiting[] = [];
  let running = 0;
  return async (work, urgency = 0) => {
    if (running < most) running++;
    else await new Promise<void>((enter) => insert(line, { urgency, enter }));
    try {
      return await work();
    } finally {
      const next = line.pop();
      if (next === undefined) running--;
      else next.enter();
    }
  };
}

/** Inserts the job behind every job that is at least as urgent. */
function insert(line: Waiting[], waiting: Waiting): void {
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((line[middle]?.urgency ?? 0) > waiting.urgency) low = middle + 1;
    else high = middle;
  }
  line.splice(low, 0, waiting);
}
