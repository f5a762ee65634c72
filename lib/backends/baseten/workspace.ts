import { Failure } from '../../failure.ts';
import { toSafeText } from '../../secrecy/safe-text.ts';
import { objectsAt } from '../../text/json-fields.ts';
import { didYouMean } from '../../text/nearest.ts';
import type { BasetenApi } from './api.ts';

/** A team in Baseten's list. Other fields may be missing. */
export interface Team {
  id: string;
  name: string;
}

/** The team of this name or id. */
export async function findTeam(api: BasetenApi, wanted: string, signal: AbortSignal): Promise<Team> {
  const tried = `find the team "${wanted}" of Baseten`;
  const teams = await listTeams(api, tried, signal);
  const found = teams.filter(({ id, name }) => id === wanted || name === wanted);
  if (found.length > 1) {
    throw new Failure('invalid', `cannot ${tried}: ${found.length} teams have this name`, {
      hint: `set team to one of their ids: ${found.map(({ id }) => toSafeText(id)).join(' or ')}`,
    });
  }
  const [team] = found;
  if (team !== undefined) return team;
  const names = teams.map((team) => toSafeText(team.name));
  throw new Failure(
    'invalid',
    `cannot ${tried}: this API key sees no such team${didYouMean(wanted, names)}`,
    {
      hint: names.length === 0 ? 'the key sees no team: leave team out' : `the key sees: ${names.join(', ')}`,
    },
  );
}

export async function listTeams(api: BasetenApi, tried: string, signal: AbortSignal) {
  const listed = await api.call({ method: 'GET', path: '/v1/teams', tried }, signal);
  return objectsAt(listed, 'teams').flatMap(({ id, name, default: isDefault }) =>
    typeof id === 'string' && typeof name === 'string' ? [{ id, name, isDefault: isDefault === true }] : [],
  );
}

/**
 * Returns the names of the secrets in a team. Without a team in the path, Baseten lists the secrets of all teams, but
 * writes to the default one.
 */
export async function listNames(api: BasetenApi, team: Team | undefined, path: string, signal: AbortSignal) {
  const tried = 'list the secrets of Baseten';
  const ours = team ?? (await listTeams(api, tried, signal)).find(({ isDefault }) => isDefault);
  const listed = await api.call({ method: 'GET', path, tried }, signal);
  return objectsAt(listed, 'secrets').flatMap(({ name, team_name: where }) =>
    typeof name === 'string' && (where === undefined || ours === undefined || where === ours.name)
      ? [name]
      : [],
  );
}
