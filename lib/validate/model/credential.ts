/** Things that people write where a value belongs and do not mean: `null`, `ENTER TOKEN HERE`, `<token>`, `xxx`. */
const NO_VALUE =
  /^(?:null|none|nil|undefined|placeholder|changeme|change[-_ ]me|dummy|todo|tbd|secret|token|password|redacted|example|test|fake|x+|\*+|\.+|-+|_+)$/i;

/** Whether a declared secret carries a real value. Its own name, a sentence or a placeholder is none. */
export function looksFilledIn(name: string, value: string): boolean {
  const text = value.trim();
  if (text === '' || text === name || NO_VALUE.test(text)) return false;
  if (credentialKind(text) !== undefined) return true;
  return !/\s|[<>]|\$\{|^\$|^your|^my[-_]|^enter|^insert|^add[-_]|^replace|here$/i.test(text);
}

/** Text that is a credential by its shape, wherever it stands. */
const KNOWN_CREDENTIALS: readonly [RegExp, string][] = [
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, 'an AWS access key id'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*|"private_key"\s*:.*/gs, 'a private key'],
  [/\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}/g, 'a GitHub token'],
  [/\bdckr_(?:pat|oat)_[\w-]{10,}/g, 'a Docker Hub token'],
  [/\bya29\.[\w-]{20,}/g, 'a Google access token'],
  [/\bnvapi-[\w-]{20,}/g, 'an NVIDIA key'],
  [
    /(?<![A-Za-z0-9:])(?:AWS|oauth2accesstoken|_json_key|_json_key_base64|\$oauthtoken):[^\s/][^\s"']{7,}/g,
    'a registry login (user:password)',
  ],
  [/(?<=:\/\/)[^\s/:@]+:[^\s/@]+(?=@)/g, 'a user and a password'],
  [/\b(?:QVdT|b2F1dGgyYWNjZXNzdG9rZW46|X2pzb25fa2V5)[A-Za-z0-9+/=]{20,}/g, 'a registry login in base64'],
  [
    /(?<![\w+/])(?![A-Za-z0-9+/]*[a-z]{8})(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{40}(?![\w+/=])/g,
    'an AWS secret access key',
  ],
  // Only at the beginning of a run: from every character of it, the search would be quadratic.
  [
    /(?<![A-Za-z0-9+/=])(?![A-Za-z0-9+/]*\/(?:locations|providers)\/)[A-Za-z0-9+/=]{100,}/g,
    'a long credential',
  ],
];

/** Hosts, ARNs and names of secrets: nearly every text is one, and none of them is a credential. */
const PLAIN = /^[a-z0-9./:-]*$/;
const SHORTEST = 12;

/** The beginning is enough: a megabyte of it is no name either. */
export function credentialKind(text: string): string | undefined {
  const start = text.slice(0, 5_000);
  if (start.length < SHORTEST || (PLAIN.test(start) && !start.includes('token:'))) return undefined;
  return KNOWN_CREDENTIALS.find(([shape]) => start.search(shape) >= 0)?.[1];
}

/** A text that quotes a file, without the credentials that people paste into the wrong field. */
export function conceal(text: string): string {
  return KNOWN_CREDENTIALS.reduce((rest, [shape]) => rest.replace(shape, '[redacted]'), text);
}
