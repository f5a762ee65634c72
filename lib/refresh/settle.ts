import { Failure, inWords } from '../failure.ts';
import { describeFailures, LONGEST_MESSAGE } from './describe-failures.ts';
import type { Report } from './report.ts';

/** Returns the report as the result of the run. If anything failed, throws it as an error. */
export function settle(report: Report): Report {
  if (report.counts.failed > 0) throw new RefreshFailed(report);
  return report;
}

/** Lambda returns only the message of an error, so the message must have everything. */
export function explainToLambda(request: { error: unknown }): void {
  const { error } = request;
  if (error instanceof Failure)
    request.error = Object.assign(new Error(limited(inWords(error))), { name: error.name });
}

function limited(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
}

/** Thrown at the end of a run with a failure, so that the retry, the on-failure destination and the alarm see it. */
export class RefreshFailed extends Error {
  override readonly name = 'RefreshFailed';
  readonly report: Report;

  constructor(report: Report) {
    super(limited(describeFailures(report)));
    this.report = report;
  }
}
