import type { Answer, Request } from '../http.ts';
import { isRecord, parseJson } from '../json.ts';
import { type CallContext, type Dialect, serveCall, type World } from '../serve-call.ts';
import { describeSecret, describeTeam, refusal, success, tooManyRequests } from './answers.ts';
import { type ApiKey, type Team, Workspace } from './workspace.ts';

export interface BasetenOptions {
  /** The first is the default team. Default: one team called `default`. */
  teams?: readonly string[];
  keys?: readonly ApiKey[];
}

/** Baseten documents no size limit. This one shows how a client reacts to a limit. */
const MOST_BYTES = 128 * 1024;

type Operation = (visit: { team: Team; mine: Team[]; request: Request; call: CallContext['call'] }) => Answer;

const dialect: Dialect = {
  throttled: tooManyRequests,
  denied: () => refusal(403, 'This API key may not manage the workspace.'),
  quoting: ({ body }) => refusal(400, `Cannot make sense of ${body.toString()}`),
};

/** Baseten's management API, as far as secrets go. https://docs.baseten.co/reference/management-api/overview */
export class Baseten {
  readonly #world: World;
  readonly #workspace = new Workspace();

  constructor(world: World, { teams = ['default'], keys = [] }: BasetenOptions = {}) {
    this.#world = world;
    for (const name of teams) this.#workspace.addTeam(name, world.clock.now());
    for (const key of keys) this.#workspace.addKey(key);
  }

  addKey(key: ApiKey): void {
    this.#workspace.addKey(key);
  }

  get teams(): readonly Team[] {
    return this.#workspace.teams;
  }

  /** Returns a secret as a model of the team sees it. Default: the default team. */
  secret(name: string, teamName?: string) {
    const team = this.#workspace.teams.find((each) => each.name === teamName || teamName === undefined);
    return team && this.#workspace.find(name, team);
  }

  /** Deletes a secret, as a person does by hand. */
  deleteSecret(name: string, teamName?: string): void {
    const team = this.#workspace.teams.find((each) => each.name === teamName || teamName === undefined);
    if (team !== undefined) this.#workspace.remove(name, team);
  }

  handle(request: Request): Promise<Answer> {
    const { path, teamId } = readPath(request.url.pathname);
    const operation = `${request.method} ${path}`;
    return serveCall(this.#world, request, { service: 'baseten', operation }, dialect, ({ call }) => {
      const key = this.#authenticate(request);
      if (key === undefined) return refusal(401, 'Invalid API key.');
      call.principal = key.category ?? 'manage';
      if (key.category === 'invoke') return refusal(403, 'This API key may not manage the workspace.');

      const mine = this.#workspace.teamsOf(key);
      const team = mine.find(({ id, default: isDefault }) =>
        teamId === undefined ? isDefault : id === teamId,
      );
      const perform = Object.hasOwn(this.#operations, operation) ? this.#operations[operation] : undefined;
      if (perform === undefined) return refusal(404, 'Not found.');
      if (team === undefined) return refusal(teamId === undefined ? 403 : 404, 'Team not found.');
      return perform({ team, mine, request, call });
    });
  }

  /** Bearer is what the documentation says; Api-Key is what it used to say, and still works. */
  #authenticate({ headers }: Request): ApiKey | undefined {
    const [, key] = /^(?:Bearer|Api-Key) (\S+)$/.exec(headers.authorization ?? '') ?? [];
    return key === undefined ? undefined : this.#workspace.findKey(key);
  }

  readonly #operations: Record<string, Operation> = {
    'GET /v1/teams': ({ mine }) => success({ teams: mine.map(describeTeam) }),
    'GET /v1/secrets': ({ mine }) => this.#list(mine),
    'GET /v1/teams/{team}/secrets': ({ team }) => this.#list([team]),
    'POST /v1/secrets': (visit) => this.#upsert(visit),
    'POST /v1/teams/{team}/secrets': (visit) => this.#upsert(visit),
  };

  #list(teams: readonly Team[]): Answer {
    return success({ secrets: this.#workspace.secretsOf(teams).map(describeSecret) });
  }

  #upsert({ team, request, call }: Parameters<Operation>[0]): Answer {
    const body = parseJson(request.body.toString());
    if (!isRecord(body)) return refusal(400, 'The body is not a JSON object.');
    const { name, value, ...rest } = body;
    if (typeof name !== 'string' || name === '') return refusal(400, 'name: a non-empty string is required.');
    if (typeof value !== 'string') return refusal(400, 'value: a string is required.');
    const [stranger] = Object.keys(rest);
    if (stranger !== undefined) return refusal(400, `${stranger}: extra fields are not permitted.`);
    call.resource = `${team.name}/${name}`;
    if (Buffer.byteLength(value) > MOST_BYTES) return refusal(413, 'The value is too large.');
    return success(describeSecret(this.#workspace.upsert(name, value, team, this.#world.clock.now())));
  }
}

function readPath(path: string): { path: string; teamId?: string } {
  const [, id, rest = ''] = /^\/v1\/teams\/([^/]+)(\/.+)$/.exec(path) ?? [];
  return id === undefined ? { path } : { path: `/v1/teams/{team}${rest}`, teamId: decodeURIComponent(id) };
}
