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

/** The header that others send is not among what is documented. https://docs.baseten.co/reference/management-api/rate-limits */
export function tooManyRequests(retryAfter = '1'): Answer {
  const body = JSON.stringify({
    error: 'Rate limit exceeded. Please try again later.',
    retry_after: Number(retryAfter),
  });
  return { status: 429, headers: { 'content-type': 'application/json' }, body, outcome: 'refused 429' };
}

/** Only metadata: a value is never returned. */
export function describeSecret({ id, name, team, createdAt }: StoredSecret) {
  return { id, name, team_name: team.name, created_at: createdAt.toISOString() };
}

export function describeTeam({ id, name, default: isDefault, createdAt }: Team) {
  return { id, name, default: isDefault, created_at: createdAt.toISOString() };
}
