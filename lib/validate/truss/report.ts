import type { Finding } from '../finding.ts';
import { refuseField } from './refusal.ts';

/** More places than any config has, even with aliases. */
const MAX_VISITS = 200_000;

/** The most findings. Later ones only count for the verdict. */
const MAX_KEPT = 1_000;

/**
 * Collects Truss's errors in one file, within a budget. If the budget is used up before an error at load, the verdict
 * is unknown.
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

  /** Reports that Truss refuses to load the file. */
  refuse(...refusal: Parameters<typeof refuseField>): void {
    this.add(refuseField(...refusal));
  }

  /** Grows whenever something is refused at load. */
  get refusedAtLoad(): number {
    return this.#refusedAtLoad;
  }

  /** Whether the next node must be checked: the findings and the verdict are not complete. */
  visit(): boolean {
    const settled = this.findings.length >= MAX_KEPT && this.#refusedAtLoad > 0;
    return !settled && ++this.#visits <= MAX_VISITS;
  }

  get exhausted(): boolean {
    return this.#visits > MAX_VISITS;
  }
}
