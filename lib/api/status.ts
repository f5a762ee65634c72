import { Failure } from '../failure.ts';
import { documentOf } from '../status/document.ts';
import type { Commands } from '../status/remarks.ts';
import type { Status } from '../status/status.ts';
import { formatStatus } from '../status/text.ts';
import { HttpProblem, type HttpResponse } from './problem.ts';

/** What the status can be answered as; the first is for those who do not say. */
export const STATUS_ANSWERS = ['application/json', 'text/plain'];

/** However things are, the answer is a 200: what is dying is in it, and an error means that nobody could look. */
export function answerStatus(
  status: Status,
  commands: Commands,
  mediaType = 'application/json',
): HttpResponse {
  const plain = mediaType === 'text/plain';
  return {
    statusCode: 200,
    headers: {
      'content-type': plain ? 'text/plain; charset=utf-8' : mediaType,
      'cache-control': 'no-store',
    },
    body: plain
      ? formatStatus(status, { colours: false, commands })
      : JSON.stringify(documentOf(status, commands)),
  };
}

/** Without the ledger nothing is known, and nothing must be taken for alive. */
export function ledgerProblem(error: unknown): unknown {
  if (!(error instanceof Failure)) return error;
  const hint = error.hint === undefined ? '' : `; ${error.hint}`;
  return new HttpProblem(
    503,
    'Ledger unreadable',
    `The state of the secrets is not known: ${error.message}${hint}.`,
  );
}
