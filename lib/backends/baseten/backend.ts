import { shared } from '../../async/shared.ts';
import type { Wait } from '../../async/wait.ts';
import { Failure } from '../../failure.ts';
import { foldBasetenName } from '../../hosts/baseten-name.ts';
import { isJsonObject } from '../../json.ts';
import type { GoogleCaller } from '../../references/google-token.ts';
import { headerValue } from '../../references/header-value.ts';
import { resolveAnyReference } from '../../references/resolve.ts';
import { toSafeText } from '../../secrecy/safe-text.ts';
import { type Backend, DOES_NOT_EXIST } from '../backend.ts';
import { type BasetenApi, basetenApi } from './api.ts';
import type { BasetenTarget } from './traits.ts';
import { findTeam, listNames, listTeams, type Team } from './workspace.ts';

/** The timeout of a remark: the write waits for it. */
const LIST_MS = 10_000;

/** The access of a run: the key, and the team. Without a team, the key's own default team. */
interface Session {
  api: BasetenApi;
  team?: Team;
  secretsPath: string;
}

/**
 * Writes secrets of a Baseten workspace. Baseten returns neither a value nor its time, so every publication writes.
 * With PULLKEEPER_BASETEN_URL set, everything goes there: a rehearsal never calls the real Baseten.
 */
export function baseten(options: BasetenTarget, reading: GoogleCaller, wait?: Wait): Backend {
  const begin = shared(connect);
  let names: Promise<string[]> | undefined;

  return {
    async publish(value, { name }, signal) {
      const tried = `write the secret "${name}" to Baseten`;
      const { api, team, secretsPath } = await begin(signal);
      const written = await api.call(
        {
          method: 'POST',
          path: secretsPath,
          body: { name, value: value.reveal() },
          tried,
          secrets: [value],
          ...(team && { missing: `check that the key may manage the team "${team.name}"` }),
        },
        signal,
      );
      refuseOther(written, name, team);
    },

    async remark({ name }, signal) {
      try {
        return twinOf(name, await existing(signal));
      } catch (error) {
        const reason = error instanceof Failure ? error.message : String(error);
        return `could not be compared with the names in Baseten: ${reason}`;
      }
    },

    async check({ name }, signal) {
      const names = await existing(signal);
      const doubt = twinOf(name, names) ?? (await teamRisk(signal));
      const is = names.includes(name) ? 'exists; Baseten does not say who wrote it' : DOES_NOT_EXIST;
      return { is, ...(doubt !== undefined && { risk: doubt }) };
    },
  };

  async function connect(signal: AbortSignal): Promise<Session> {
    const key = headerValue(
      await resolveAnyReference(options.apiKey, reading, signal),
      'the Baseten API key',
    );
    const api = basetenApi(reading.env.PULLKEEPER_BASETEN_URL ?? options.url, key, options.apiKey, wait);
    if (options.team === undefined) return { api, secretsPath: '/v1/secrets' };
    const team = await findTeam(api, options.team, signal);
    return { api, team, secretsPath: `/v1/teams/${encodeURIComponent(team.id)}/secrets` };
  }

  /** Without a team, Baseten chooses one. If there are several, this returns a warning. */
  async function teamRisk(signal: AbortSignal): Promise<string | undefined> {
    if (options.team !== undefined) return undefined;
    const { api } = await begin(signal);
    const teams = await listTeams(api, 'list the teams of Baseten', signal);
    if (teams.length < 2) return undefined;
    const chosen = teams.find((team) => team.isDefault);
    const where = chosen === undefined ? 'its default team' : `the team "${toSafeText(chosen.name)}"`;
    return `no team is set, so Baseten writes to ${where}, and only models of that team see the secret: set team in registries.yml`;
  }

  /** The names of the stored secrets, read once a run. */
  function existing(signal: AbortSignal): Promise<string[]> {
    names ??= begin(signal).then(({ api, team, secretsPath }) =>
      listNames(api, team, secretsPath, AbortSignal.any([signal, AbortSignal.timeout(LIST_MS)])),
    );
    return names;
  }
}

/** Returns a warning if Baseten treats another stored name as this one. */
function twinOf(name: string, names: readonly string[]): string | undefined {
  const twin = names.find((other) => other !== name && foldBasetenName(other) === foldBasetenName(name));
  return (
    twin &&
    `Baseten already has this secret as "${toSafeText(twin)}": Baseten treats that name and "${name}" as one secret with one value`
  );
}

/** Baseten does not document which spelling it returns for an existing name. */
function isSameWithoutCase(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** A key may belong to another team than expected, and a model only sees the secrets of its own team. */
function refuseOther(written: unknown, name: string, team: Team | undefined): void {
  const { name: got, team_name: gotTeam } = isJsonObject(written) ? written : {};
  const where = typeof gotTeam === 'string' ? `the team "${toSafeText(gotTeam)}"` : 'an unnamed team';
  if (typeof got !== 'string') {
    throw new Failure('unavailable', `Baseten did not say whether it wrote the secret "${name}"`, {
      hint: 'the next run retries; if this continues, check what is answering instead of Baseten (a proxy, url)',
    });
  }
  if (!isSameWithoutCase(foldBasetenName(got), foldBasetenName(name))) {
    throw new Failure('invalid', `Baseten wrote "${toSafeText(got)}" in ${where} instead of "${name}"`, {
      hint: 'check that secret in the workspace, and choose another name in registries.yml',
    });
  }
  if (team !== undefined && typeof gotTeam === 'string' && !isSameWithoutCase(gotTeam, team.name)) {
    throw new Failure(
      'invalid',
      `Baseten wrote "${toSafeText(got)}" in ${where} instead of the team "${team.name}"`,
      { hint: 'use an API key of the right team, and delete the secret from the wrong one' },
    );
  }
}
