import { isJsonObject } from '../../lib/json.ts';
import type { StatusDocument } from '../../lib/status/document.ts';
import { STATES } from '../../lib/status/state.ts';
import { apiHeaders } from '../shared/server-token.ts';

/** The last answer of the server. */
export interface Feed {
  status?: StatusDocument;
  /** Why there is no newer answer. */
  problem?: string;
  /** The server requires its token, or rejected the entered one. */
  needsToken?: 'missing' | 'wrong';
}

/** Asks the server once. If the server does not answer, the last known status stays. */
export async function askStatus(before: Feed): Promise<Feed> {
  const known = before.status && { status: before.status };
  try {
    const headers = apiHeaders();
    const response = await fetch('./v1/status', { headers, cache: 'no-store' });
    if (response.status === 401)
      return { ...known, needsToken: headers.authorization === undefined ? 'missing' : 'wrong' };
    const body: unknown = await response.json();
    if (response.ok && isStatus(body)) return { status: body };
    if (response.ok) return { ...known, problem: OTHER_FORM };
    const detail = isJsonObject(body) && typeof body.detail === 'string' ? body.detail : undefined;
    return { ...known, problem: detail ?? `The server answered with status ${response.status}.` };
  } catch {
    return { ...known, problem: 'The server does not answer. It may have been stopped.' };
  }
}

const OTHER_FORM =
  'The answer of the server has another form than this page expects. If the server was updated, reload the page.';

function isStatus(body: unknown): body is StatusDocument {
  return (
    isJsonObject(body) &&
    hasTexts(body, ['at', 'summary', 'state']) &&
    isState(body.state) &&
    isJsonObject(body.counts) &&
    areObjects(body.publications, isPublication) &&
    areObjects(body.remarks, isRemark) &&
    Array.isArray(body.orphans)
  );
}

function isPublication(each: Json): boolean {
  return (
    hasTexts(each, ['host', 'backend', 'name', 'format', 'function']) &&
    isState(each.state) &&
    typeof each.threshold === 'number' &&
    typeof each.cadence === 'number'
  );
}

function isRemark(each: Json): boolean {
  return hasTexts(each, ['reason']) && Array.isArray(each.todo) && Array.isArray(each.about);
}

type Json = Readonly<Record<string, unknown>>;

function areObjects(list: unknown, isOne: (each: Json) => boolean): boolean {
  return Array.isArray(list) && list.every((each) => isJsonObject(each) && isOne(each));
}

function hasTexts(json: Json, names: readonly string[]): boolean {
  return names.every((name) => typeof json[name] === 'string');
}

function isState(text: unknown): boolean {
  return STATES.some((state) => state === text);
}
