import { isJsonObject } from '../../lib/json.ts';
import type { RehearsalState } from '../shared/rehearsal-state.ts';

/** One action of the panel, as the server expects it. */
export type Action = { fault: string } | { lift: number } | { scenario: string };

/** The state for the panel, or the reason why the last action was rejected. */
interface Answer {
  state?: RehearsalState;
  refusal?: string;
}

/** The board of `npm start` is at this path; elsewhere there is no panel. */
export function isRehearsal(): boolean {
  return location.pathname.endsWith('/rehearsal');
}

export async function askRehearsal(action?: Action, token = ''): Promise<Answer> {
  const sent = action && {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-pullkeeper-token': token },
    body: JSON.stringify(action),
  };
  try {
    const response = await fetch('./v1/rehearsal', { cache: 'no-store', ...sent });
    const body: unknown = await response.json();
    if (response.ok && isState(body)) return { state: body };
    return { refusal: isJsonObject(body) ? String(body.detail) : 'The rehearsal gave no answer.' };
  } catch {
    return { refusal: 'The rehearsal has ended.' };
  }
}

function isState(body: unknown): body is RehearsalState {
  return isJsonObject(body) && typeof body.token === 'string' && Array.isArray(body.events);
}
