import type { Finding } from '../finding.ts';

/** A file that Truss reads more places of than this, by aliases of aliases, is not a config. */
const MAX_VISITS = 200_000;

/** More than anybody reads: what comes later only counts for the verdict. */
const MAX_KEPT = 1_000;

/**
 * What Truss refuses in one file, collected within a budget. When the budget is used up and nothing was refused at load by
 * then, the verdict is unknown.
 */
export class TrussReport {
  readonly findings: Finding[] = [];
  #refusedAtLoad = 0;
  #visits = 0;

  add(finding: Finding): void {
    if (finding.stops === 'load') this.#refusedAtLoad++;
    const news = finding.stops === 'load' && this.#refusedAtLoad === 1;
    if (this.findings.length < MAX_KEPT || news) this.findings.push(finding);
  }

  /** Grows whenever something is refused at load. */
  get refusedAtLoad(): number {
    return this.#refusedAtLoad;
  }

  /** Whether the next node is to be looked at: neither the findings nor the verdict may be settled. */
  visit(): boolean {
    const settled = this.findings.length >= MAX_KEPT && this.#refusedAtLoad > 0;
    return !settled && ++this.#visits <= MAX_VISITS;
  }

  get exhausted(): boolean {
    return this.#visits > MAX_VISITS;
  }
}
