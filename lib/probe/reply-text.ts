import { isJsonObject, parseJson } from '../json.ts';
import type { Reply } from './connection.ts';

/** Returns the error text of an answer: the first error in the standard form, or the body, unless it is a web page. */
export function errorTextIn({ body, contentType }: Pick<Reply, 'body' | 'contentType'>): string {
  const json = parseJson(body);
  const errors = isJsonObject(json) ? json.errors : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const { code, message } = isJsonObject(first) ? first : { code: undefined, message: textIn(json) };
  const words = [code, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
  return words === '' && json === undefined && !isWebPage({ contentType }) ? body : words;
}

/** Whether the answer is a web page: from an access portal, a proxy or a website. */
export function isWebPage({ contentType }: Pick<Reply, 'contentType'>): boolean {
  return /^text\/html\b/i.test(contentType);
}

/** Returns the bearer token in an answer of a token service, if it is valid in a header. */
export function bearerIn({ body }: Pick<Reply, 'body'>): string | undefined {
  const json = parseJson(body);
  if (!isJsonObject(json)) return undefined;
  const given = [json.token, json.access_token].find((field) => typeof field === 'string' && field !== '');
  return typeof given === 'string' && /^[\x21-\x7e]+$/.test(given) ? given : undefined;
}

/** Token services have their own error formats. Docker Hub uses `details`. */
function textIn(json: unknown): unknown {
  if (!isJsonObject(json)) return undefined;
  return [json.message, json.details, json.error_description, json.error].find(
    (field) => typeof field === 'string',
  );
}
