/** The longest quoted part of an input. */
const LONGEST = 80;

/** Longer texts are cut before the patterns below see them: with megabytes the patterns would overflow the stack. */
const LONGEST_LOOK = 4_096;

/** user:password@host, with any number of @ in the password. An @ before a digest belongs to an image reference. */
const BEFORE_AT = /^.*@(?!sha256:)/su;

/** AWS:<token>, oauth2accesstoken:<token>, user:password. A port or a scheme is not a secret. */
const AFTER_COLON = /^((?:[a-z][a-z0-9+.-]*:\/\/)?[^:/]+):(?!\/\/|\d{1,5}(?:\/|$)).*$/isu;

const LONG_RUN = /[\w+=-]{20,}/gu;

/**
 * Quotes the text for a log: on one line, limited, without invisible characters and without text that looks like a
 * credential.
 */
export function quote(text: string): string {
  const start = text.slice(0, LONGEST_LOOK);
  const shown = concealTokens(start.replace(BEFORE_AT, '…@').replace(AFTER_COLON, '$1:…'));
  return printable(shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown);
}

export function concealTokens(text: string): string {
  return text.replace(LONG_RUN, (run) => (isToken(run) ? '…' : run));
}

/** A long text with digits, which is unbroken or has characters that a host in lower case has not. */
function isToken(run: string): boolean {
  if (!/\d/.test(run) || run.startsWith('DOCKER_REGISTRY_')) return false;
  return !run.includes('-') || /[_+=]/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run));
}

/** Escapes letters that only look Latin, and invisible characters: the escape shows that they are not Latin. */
export function printable(text: string): string {
  const escaped = (char: string) => `\\u{${char.codePointAt(0)?.toString(16)}}`;
  return JSON.stringify(text).replace(/[^\x20-\x7e…]/gu, escaped);
}
