/** The meanings of an error. Each has one remedy. */
export const MEANINGS = ['denied', 'not-found', 'too-large', 'invalid', 'throttled', 'unavailable'] as const;

export type StatusMeaning = (typeof MEANINGS)[number];

const USUAL: Readonly<Record<number, StatusMeaning>> = {
  401: 'denied',
  403: 'denied',
  404: 'not-found',
  408: 'unavailable',
  409: 'unavailable', // two writers at once: https://www.rfc-editor.org/rfc/rfc9110#name-409-conflict
  413: 'too-large',
  425: 'unavailable',
  429: 'throttled',
};

/** The default meaning of a status. */
export function usualMeaning(status: number): StatusMeaning {
  return USUAL[status] ?? (status >= 400 && status < 500 ? 'invalid' : 'unavailable');
}
