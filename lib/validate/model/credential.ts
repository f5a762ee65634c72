/** A kind of credential that is recognised by its form, in any place. */
interface Shape {
  readonly kind: string;
  /** Linear: it begins at a fixed word, or only where a run of its characters begins. */
  readonly pattern: RegExp;
  /** Not certain: a long id or a picture in base64 may have the same form. */
  readonly vague?: true;
}

const SHAPES: readonly Shape[] = [
  { kind: 'an AWS access key id', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { kind: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----.*|"private_key"\s*:.*/gs },
  { kind: 'a Hugging Face token', pattern: /\b(?:hf|api_org)_[A-Za-z0-9]{30,}/g },
  { kind: 'a GitHub token', pattern: /\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}/g },
  { kind: 'a GitLab token', pattern: /\bglpat-[\w-]{20,}/g },
  { kind: 'an API key', pattern: /\bsk-(?:proj-|ant-|or-)?[\w-]{20,}/g },
  { kind: 'a Stripe key', pattern: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{20,}/g },
  { kind: 'a Slack token', pattern: /\bxox[abeoprs]-[\w-]{10,}/g },
  { kind: 'a Docker Hub token', pattern: /\bdckr_(?:pat|oat)_[\w-]{10,}/g },
  { kind: 'a Google access token', pattern: /\bya29\.[\w-]{20,}/g },
  { kind: 'a Google API key', pattern: /\bAIza[\w-]{35}/g },
  { kind: 'an NVIDIA key', pattern: /\bnvapi-[\w-]{20,}/g },
  { kind: 'a Replicate token', pattern: /\br8_[A-Za-z0-9]{30,}/g },
  { kind: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{30,}/g },
  { kind: 'a Baseten API key', pattern: /(?<![\w.])[A-Za-z0-9]{8}\.[A-Za-z0-9]{32}(?![\w.])/g },
  {
    kind: 'a signed token (JWT)',
    pattern: /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,}/g,
  },
  {
    kind: 'a registry login (user:password)',
    pattern:
      /(?<![A-Za-z0-9:])(?:AWS|oauth2accesstoken|_json_key|_json_key_base64|\$oauthtoken):[^\s/][^\s"']{7,}/g,
  },
  { kind: 'a user and a password', pattern: /(?<=:\/\/)[^\s/:@]+:[^\s/@]+(?=@)/g },
  {
    kind: 'a registry login in base64',
    pattern: /\b(?:QVdT|b2F1dGgyYWNjZXNzdG9rZW46|X2pzb25fa2V5)[A-Za-z0-9+/=]{20,}/g,
  },
  {
    kind: 'an AWS secret access key',
    pattern:
      /(?<![\w+/])(?![A-Za-z0-9+/]*[a-z]{8})(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{40}(?![\w+/=])/g,
    vague: true,
  },
  // Only at the beginning of a run: from every character of it, the search would be quadratic.
  {
    kind: 'a long credential',
    pattern: /(?<![A-Za-z0-9+/=])(?![A-Za-z0-9+/]*\/(?:locations|providers)\/)[A-Za-z0-9+/=]{100,}/g,
    vague: true,
  },
];

/** Hosts, ARNs and names of secrets, which are not credentials. Nearly every text is one of these. */
const PLAIN = /^[a-z0-9./:-]*$/;
const SHORTEST = 12;

/** Only the beginning is checked: a name is short. */
const LONGEST = 5_000;

/** Returns the kind of credential in the text. `precise` leaves out forms that other texts have too. */
export function credentialKind(text: string, precise = false): string | undefined {
  const start = text.slice(0, LONGEST);
  if (start.length < SHORTEST || (PLAIN.test(start) && !/token:|^sk-|nvapi-|glpat-|xox/.test(start)))
    return undefined;
  return SHAPES.find(({ pattern, vague }) => {
    if (precise && vague) return false;
    const found = start.match(pattern)?.[0];
    return found !== undefined && !isSample(found);
  })?.kind;
}

/** The value of REGISTRY_SECRET is user:password. Some people write this value where its name belongs. */
const LOGIN = /^(?!DOCKER_REGISTRY_)[^\s:/]+:(?=\D*\d)(?=[^A-Za-z]*[A-Za-z])[^\s/]{8,}$/;

/** The same for the name of a secret. */
export function credentialInName(name: string): string | undefined {
  const text = name.slice(0, LONGEST).trim();
  return credentialKind(text) ?? (LOGIN.test(text) ? 'a user and a password' : undefined);
}

/** The same for a value that should be a secret: base64 of `user:password` counts too. */
export function secretKind(value: string): string | undefined {
  const text = value.trim();
  if (isSample(text)) return undefined;
  return credentialKind(text) ?? (isBase64Login(text) ? 'a registry login in base64' : undefined);
}

function isBase64Login(text: string): boolean {
  if (text.length < 16 || text.length > LONGEST || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const digits = text.replace(/=+$/, '');
  const login = atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits);
  return /^[\w.$@+-]{2,}:[\x20-\x7e]{6,}$/.test(login);
}

/** Words of placeholders for a credential, and texts that repeat one or two characters. */
const SAMPLE =
  /example|sample|placeholder|dummy|default|change[-_ ]?me|your[-_ ]|[-_]here\b|redacted|fake|bound_at|insert|replace|x{6,}|\*{3,}|\.{3,}|1234567890|abcdefgh/i;

function isSample(text: string): boolean {
  const start = text.slice(0, LONGEST);
  return SAMPLE.test(start) || new Set(start).size < 6;
}

/**
 * Whether a declared secret probably has a value of an unknown form: a word with letters and digits that is not a name
 * in capitals, a sample, a sentence or a reference.
 */
export function looksFilledIn(name: string, value: string): boolean {
  const text = value.trim();
  if (text.length < 6 || text.length > LONGEST || text === name || isSample(text)) return false;
  if (/^[A-Z][A-Z0-9_]*$/.test(text) || /[\s<>{}]|^\$|^(?:my|the|add|enter)[-_]|token|secret$/i.test(text))
    return false;
  return /\d/.test(text) && /[A-Za-z]/.test(text);
}

/** A signed URL: it is a credential until its signature expires. */
export function isSignedUrl(text: string): boolean {
  const start = text.slice(0, LONGEST);
  if (!/https?:\/\//i.test(start)) return false;
  return /[?&](?:X-Amz-Signature|X-Goog-Signature|Signature)=[\w%+/=-]{16,}|[?&]sig=[\w%+/=-]{20,}/i.test(
    start,
  );
}

/** Removes credentials from a text that quotes a file: people paste them into wrong fields. */
export function conceal(text: string): string {
  return SHAPES.reduce((rest, { pattern }) => rest.replace(pattern, '[redacted]'), text);
}
