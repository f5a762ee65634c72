import { Failure, inWords } from '../failure.ts';
import { describeFailures, LONGEST_MESSAGE } from './describe-failures.ts';
import type { Report } from './report.ts';

/** The report as the result of the run; or, if anything in it failed, as its error. */
export function settle(report: Report): Report {
  if (report.counts.failed > 0) throw new RefreshFailed(report);
  return report;
}

/** Lambda passes on the message of an error and nothing else of it: what there is to say must all be in there. */
export function explainToLambda(request: { error: unknown }): void {
  const { error } = request;
  if (error instanceof Failure)
    request.error = Object.assign(new Error(limited(inWords(error))), { name: error.name });
}

function limited(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
}

/** Thrown at the end of a run in which anything failed, so that retry, on-failure destination and alarm all see it. */
export class RefreshFailed extends Error {
  override readonly name = 'RefreshFailed';
  readonly report: Report;

  constructor(report: Report) {
    super(limited(describeFailures(report)));
    this.report = report;
  }
}
