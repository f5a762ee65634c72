import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { HttpProblem, jsonResponse, problemResponse } from '../../lib/api/problem.ts';
import type { Config } from '../../lib/config/config.ts';
import { Failure, inWords } from '../../lib/failure.ts';
import { parseJsonObject } from '../../lib/json.ts';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import { apiEventOf, headersOf, targetOf } from '../../lib/serve/api-event.ts';
import { refusalOf } from '../../lib/serve/guard.ts';
import { type Listener, listen, type ServedResponse } from '../../lib/serve/listen.ts';
import { type Pages, readPages } from '../../lib/serve/pages.ts';
import { answer } from '../../lib/serve/routes.ts';
import { RunCounts } from '../../lib/serve/run-counts.ts';
import { deployedCommands } from '../../lib/status/commands.ts';
import { duration } from '../../lib/text/duration.ts';
import type { RehearsalState } from '../../web/shared/rehearsal-state.ts';
import type { Drill } from './drill.ts';
import { faultWords, parseFault, placesIn, WAYS } from './faults.ts';
import { scenarioCalled, scenariosFor } from './scenarios.ts';

const PATH = '/v1/rehearsal';
/** The same port each time, so that an old link works. If the port is in use: any free port. */
const PORT = 8082;
const LOOPBACK = { isLoopback: true };

interface Rehearsed {
  config: Config;
  drill: Drill;
  ledger: Ledger;
  /** The folder with the built pages. */
  folder: string;
}

/** Serves the board of a rehearsal, with the panel that breaks things, to this machine only. */
export async function serveDrill({ config, drill, ledger, folder }: Rehearsed): Promise<Listener> {
  const token = randomBytes(24).toString('base64url');
  const routes = {
    door: LOOPBACK,
    pages: withPanel(await readPages(folder)),
    config: () => config,
    ledger,
    commands: deployedCommands(),
    counts: new RunCounts(),
    now: () => drill.now(),
  };
  const respond = (request: IncomingMessage) =>
    targetOf(request).pathname === PATH
      ? answerDrill(request, { config, drill, token })
      : answer(request, routes);
  const at = (port: number) => listen({ host: '127.0.0.1', port, isLoopback: true }, respond, () => {});
  return at(PORT).catch(() => at(0));
}

/** The board is the same page; at this path it shows the panel. */
function withPanel(pages: Pages): Pages {
  const board = pages.get('/');
  return board === undefined ? pages : new Map([...pages, ['/rehearsal', board]]);
}

interface Acted {
  config: Config;
  drill: Drill;
  token: string;
}

async function answerDrill(
  request: IncomingMessage,
  { config, drill, token }: Acted,
): Promise<ServedResponse> {
  const headers = headersOf(request);
  const refusal = refusalOf({ isPublic: false, headers }, LOOPBACK);
  if (refusal !== undefined) return problemResponse(refusal);
  if (request.method === 'GET') return jsonResponse(await stateOf({ config, drill, token }));
  if (request.method !== 'POST')
    return problemResponse(new HttpProblem(405, 'Method not allowed', 'Send GET or POST.'));
  if (!isSame(headers['x-pullkeeper-token'] ?? '', token))
    return problemResponse(
      new HttpProblem(403, 'No token', 'Only the page of this rehearsal may act on it.'),
    );
  const { body } = await apiEventOf(request);
  try {
    await act(Buffer.from(body ?? '', 'base64').toString(), { config, drill });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { message, cause, hint } = error;
    return problemResponse(new HttpProblem(400, 'Not possible', inWords({ message, cause, hint })));
  }
  return jsonResponse(await stateOf({ config, drill, token }));
}

/** One action: `{"fault": "ecr:denied"}`, `{"lift": 1}` or `{"scenario": "two-lost-runs"}`. */
async function act(body: string, { config, drill }: Omit<Acted, 'token'>): Promise<void> {
  const { fault, lift, scenario } = parseJsonObject(body) ?? {};
  if (typeof fault === 'string') await drill.faults.begin(parseFault(fault, config));
  else if (typeof lift === 'number') drill.faults.lift(lift);
  else if (typeof scenario === 'string') drill.request(scenarioCalled(scenario, config));
  else throw new Failure('invalid', 'the body has neither "fault" nor "lift" nor "scenario"');
}

async function stateOf({ config, drill, token }: Acted): Promise<RehearsalState> {
  return {
    token,
    at: drill.now().toISOString(),
    second: duration(drill.rate * 1_000),
    places: placesIn(config).map(({ id, title }) => ({ id, title })),
    ways: [...WAYS],
    active: drill.faults.active.map(({ id, fault }) => ({ id, words: faultWords(fault) })),
    scenarios: scenariosFor(config).map(({ id, title, shows }) => ({ id, title, shows })),
    ...(drill.scenario && { scenario: drill.scenario }),
    alarms: drill.alarms,
    pulls: await drill.pulls(),
    events: drill.story.events.slice(-40),
  };
}

function isSame(shown: string, token: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
