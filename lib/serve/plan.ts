import type { HttpResponse } from '../api/problem.ts';
import type { Config } from '../config/config.ts';
import { forecast } from '../forecast/forecast.ts';

/** What `pullkeeper plan --json` prints, for the plan page; with `?local`, for runs on a machine. */
export function answerPlan(config: Config, query: URLSearchParams): HttpResponse {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(forecast(config, query.has('local') ? 'machine' : { shards: 1 })),
  };
}
