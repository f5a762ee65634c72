import type { HttpResponse } from '../api/problem.ts';
import type { Config } from '../config/config.ts';
import { forecast } from '../forecast/forecast.ts';

/**
 * Returns the output of `pullkeeper plan --json`, for the plan page. With `?local`, the plan is for runs on a machine.
 */
export function answerPlan(config: Config, query: URLSearchParams): HttpResponse {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(forecast(config, query.has('local') ? 'machine' : { shards: 1 })),
  };
}
