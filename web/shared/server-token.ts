/** The token of the server that a person typed, for as long as the tab is open. */
const KEY = 'pullkeeper-token';

export function storeToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

/** The headers of a request to the API of this server. */
export function apiHeaders(): Record<string, string> {
  const token = sessionStorage.getItem(KEY);
  return { accept: 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
}
