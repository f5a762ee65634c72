import { Failure } from '../failure.ts';
import { documentOf } from '../status/document.ts';
import type { Commands } from '../status/remarks.ts';
import type { Status } from '../status/status.ts';
import { formatStatus } from '../status/text.ts';
import { HttpProblem, type HttpResponse, responseOf } from './problem.ts';

/** The formats of the status. The first is the default. */
export const STATUS_ANSWERS = ['application/json', 'text/plain'];

/** The status code is 200 for every state. An error means that the state is unknown. */
export function answerStatus(
  status: Status,
  commands: Commands,
  mediaType = 'application/json',
): HttpResponse {
  return mediaType === 'text/plain'
    ? responseOf(formatStatus(status, { colours: false, commands }), 'text/plain; charset=utf-8')
    : responseOf(JSON.stringify(documentOf(status, commands)), mediaType);
}

/** Without the ledger the state is unknown, so the answer is an error. */
export function ledgerProblem(error: unknown): unknown {
  if (!(error instanceof Failure)) return error;
  const hint = error.hint === undefined ? '' : `; ${error.hint}`;
  return new HttpProblem(
    503,
    'Ledger unreadable',
    `The state of the secrets is not known: ${error.message}${hint}.`,
  );
}
