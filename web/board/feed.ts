import { isJsonObject } from '../../lib/json.ts';
import type { StatusDocument } from '../../lib/status/document.ts';
import { apiHeaders } from '../shared/server-token.ts';

/** The last answer of the server. */
export interface Feed {
  status?: StatusDocument;
  /** Why there is no newer answer. */
  problem?: string;
  /** The server requires its token. */
  needsToken?: boolean;
}

/** Asks the server once. If the server does not answer, the last known status stays. */
export async function askStatus(before: Feed): Promise<Feed> {
  const known = before.status && { status: before.status };
  try {
    const response = await fetch('./v1/status', { headers: apiHeaders(), cache: 'no-store' });
    if (response.status === 401) return { ...known, needsToken: true };
    const body: unknown = await response.json();
    if (response.ok && isStatus(body)) return { status: body };
    const detail = isJsonObject(body) && typeof body.detail === 'string' ? body.detail : undefined;
    return { ...known, problem: detail ?? `The server answered with status ${response.status}.` };
  } catch {
    return { ...known, problem: 'The server does not answer. It may have been stopped.' };
  }
}

function isStatus(body: unknown): body is StatusDocument {
  return (
    isJsonObject(body) &&
    typeof body.at === 'string' &&
    typeof body.summary === 'string' &&
    Array.isArray(body.publications) &&
    Array.isArray(body.remarks)
  );
}
