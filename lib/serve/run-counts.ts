import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import type { Report } from '../refresh/report.ts';

/** The number of failures of one publication, of one kind. */
interface FailureCount {
  host: string;
  backend: string;
  name: string;
  kind: string;
  count: number;
}

/** Counts the results of this process' runs. */
export class RunCounts {
  readonly #failures = new Map<string, FailureCount>();
  readonly #runs = new Map<RefreshFunction, { ok: number; failed: number }>();

  ended(name: RefreshFunction, isWell: boolean): void {
    const { ok, failed } = this.#runs.get(name) ?? { ok: 0, failed: 0 };
    this.#runs.set(name, isWell ? { ok: ok + 1, failed } : { ok, failed: failed + 1 });
  }

  tell({ publications }: Report): void {
    for (const { outcome, host, backend, name, kind = 'invalid' } of publications) {
      if (outcome !== 'failed') continue;
      const key = JSON.stringify([host, backend, name, kind]);
      const { count } = this.#failures.get(key) ?? { count: 0 };
      this.#failures.set(key, { host, backend, name, kind, count: count + 1 });
    }
  }

  get failures(): FailureCount[] {
    return [...this.#failures.values()];
  }

  get runs(): [RefreshFunction, { ok: number; failed: number }][] {
    return [...this.#runs];
  }
}
