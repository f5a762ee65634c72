import type { IncomingMessage } from 'node:http';
import { HttpProblem, type HttpResponse, jsonResponse, problemResponse } from '../api/problem.ts';
import { ledgerProblem } from '../api/status.ts';
import { statusApi } from '../api/status-api.ts';
import { validationApi } from '../api/validation-api.ts';
import type { Config } from '../config/config.ts';
import { type Forecast, forecast } from '../forecast/forecast.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Commands } from '../status/remarks.ts';
import { isInDanger } from '../status/state.ts';
import { type Status, statusOf } from '../status/status.ts';
import { apiEventOf, contextOf, headersOf, targetOf } from './api-event.ts';
import { type AccessRules, refusalOf } from './guard.ts';
import type { ServedResponse } from './listen.ts';
import { answerMetrics } from './metrics-text.ts';
import { answerPage, type Pages } from './pages.ts';
import type { RunCounts } from './run-counts.ts';

interface Routes {
  door: AccessRules;
  /** Board and playground. */
  pages: Pages;
  config: () => Config;
  ledger: Ledger;
  /** The commands to suggest for a remedy. */
  commands: Commands;
  counts: RunCounts;
  now: () => Date;
}

/** The timeout of a request, as in API Gateway. */
const MOST_MS = 20_000;

/** Answers a request, by the deployed functions' own code where possible. */
export async function answer(request: IncomingMessage, routes: Routes): Promise<ServedResponse> {
  const { pathname: path, searchParams } = targetOf(request);
  const page = routes.pages.get(path);
  const refusal = refusalOf(
    { isPublic: page !== undefined || path === '/healthz', headers: headersOf(request) },
    routes.door,
  );
  if (refusal !== undefined) return problemResponse(refusal);
  if (page !== undefined) return answerPage(request, page);
  if (path === '/healthz') return fromStatus(request, routes, answerHealth);
  if (path === '/metrics')
    return fromStatus(request, routes, (status) => answerMetrics(status, routes.counts));
  if (path === '/v1/plan')
    return refuseOtherThanGet(request) ?? jsonResponse(planned(routes.config(), searchParams));
  const { config, ledger, commands, now } = routes;
  const isStatus = path === '/v1/status';
  const refused = isStatus ? refuseOtherThanGet(request) : undefined;
  if (refused !== undefined) return refused;
  const api = isStatus ? statusApi(config(), { ledger, commands, now }) : validationApi;
  return api(await apiEventOf(request), contextOf(path, MOST_MS));
}

async function fromStatus(
  request: IncomingMessage,
  { config, ledger, now }: Routes,
  answerWith: (status: Status) => HttpResponse,
): Promise<HttpResponse> {
  const refusal = refuseOtherThanGet(request);
  if (refusal !== undefined) return refusal;
  try {
    return answerWith(statusOf(config(), await ledger.entries(), now()));
  } catch (error) {
    const problem = ledgerProblem(error);
    if (problem instanceof HttpProblem) return problemResponse(problem);
    throw error;
  }
}

function refuseOtherThanGet({ method = 'GET' }: IncomingMessage): HttpResponse | undefined {
  return method === 'GET' || method === 'HEAD'
    ? undefined
    : problemResponse(new HttpProblem(405, 'Method not allowed', 'Send GET.'));
}

/** Healthy unless a secret is in danger: a failed run alone is no reason for a restart. */
function answerHealth({ state, publications }: Status): HttpResponse {
  const inDanger = publications.filter((each) => isInDanger(each.state)).length;
  return jsonResponse({ state, inDanger }, { statusCode: inDanger > 0 ? 503 : 200 });
}

/** The output of `pullkeeper plan --json`, for the plan page. With `?local`, the plan is for runs on a machine. */
function planned(config: Config, query: URLSearchParams): Forecast {
  return forecast(config, query.has('local') ? 'machine' : { shards: 1 });
}
