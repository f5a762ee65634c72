import type { HttpResponse } from '../api/problem.ts';
import { isInDanger } from '../status/state.ts';
import type { Status } from '../status/status.ts';

/** Healthy unless a secret is in danger: a failed run alone is no reason for a restart. */
export function answerHealth({ state, publications }: Status): HttpResponse {
  const inDanger = publications.filter((each) => isInDanger(each.state)).length;
  return {
    statusCode: inDanger > 0 ? 503 : 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({ state, inDanger }),
  };
}
