import type { Answer } from '../http.ts';
import type { StoredSecret, Team } from './workspace.ts';

export function success(body: object): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Errors carry a message, which is what Truss reads of them. https://github.com/basetenlabs/truss (rest_client.py) */
export function refusal(status: number, message: string): Answer {
  const body = JSON.stringify({ message });
  return { status, headers: { 'content-type': 'application/json' }, body, outcome: `refused ${status}` };
}

/** Metadata alone: a value is never given back. */
export function describeSecret({ id, name, team, createdAt }: StoredSecret) {
  return { id, name, team_name: team.name, created_at: createdAt.toISOString() };
}

export function describeTeam({ id, name, default: isDefault, createdAt }: Team) {
  return { id, name, default: isDefault, created_at: createdAt.toISOString() };
}
