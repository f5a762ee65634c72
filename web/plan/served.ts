import type { Forecast } from '../../lib/forecast/forecast.ts';
import { isJsonObject } from '../../lib/json.ts';
import { apiHeaders } from '../shared/server-token.ts';

/** Whether this page comes from a server that has a registries.yml of its own. */
export const HAS_SERVER = PAGES.some(({ name }) => name === 'board');

/** Fetches the plan of the server's registries.yml. A server without a plan answers with the reason. */
export async function askPlan(isLocal: boolean): Promise<{ forecast: Forecast } | { problem: string }> {
  try {
    const response = await fetch(`./v1/plan${isLocal ? '?local' : ''}`, {
      headers: apiHeaders(),
      cache: 'no-store',
    });
    if (response.status === 401)
      return { problem: 'This server needs its token. Enter the token on the board, then come back.' };
    const body: unknown = await response.json();
    if (response.ok && isForecast(body)) return { forecast: body };
    return { problem: `The server answered with status ${response.status}.` };
  } catch {
    return { problem: 'The server does not answer. It may have been stopped.' };
  }
}

function isForecast(body: unknown): body is Forecast {
  return (
    isJsonObject(body) &&
    ['functions', 'calls', 'quotas', 'costs', 'warnings'].every((name) => Array.isArray(body[name]))
  );
}
