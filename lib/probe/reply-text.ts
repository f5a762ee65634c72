import { isJsonObject, parseJson } from '../json.ts';
import type { Reply } from './connection.ts';

/** What an answer says in words: the first error in the form of the specification, or text that is no web page. */
export function errorTextIn({ body, contentType }: Pick<Reply, 'body' | 'contentType'>): string {
  const json = parseJson(body);
  const errors = isJsonObject(json) ? json.errors : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const { code, message } = isJsonObject(first) ? first : { code: undefined, message: textIn(json) };
  const words = [code, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
  return words === '' && json === undefined && !isWebPage({ contentType }) ? body : words;
}

/** What comes from an access portal, a proxy, or a website where a registry should be. */
export function isWebPage({ contentType }: Pick<Reply, 'contentType'>): boolean {
  return /^text\/html\b/i.test(contentType);
}

/** The bearer that a token service has given: it goes into a header, and must be fit for one. */
export function bearerIn({ body }: Pick<Reply, 'body'>): string | undefined {
  const json = parseJson(body);
  if (!isJsonObject(json)) return undefined;
  const given = [json.token, json.access_token].find((field) => typeof field === 'string' && field !== '');
  return typeof given === 'string' && /^[\x21-\x7e]+$/.test(given) ? given : undefined;
}

/** Token services have errors of their own; Docker Hub's is `details`. */
function textIn(json: unknown): unknown {
  if (!isJsonObject(json)) return undefined;
  return [json.message, json.details, json.error_description, json.error].find(
    (field) => typeof field === 'string',
  );
}
