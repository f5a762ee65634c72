/** The longest stretch of someone's input worth reading back to them. */
const LONGEST = 80;

/** What comes after this is not even looked at: the patterns below would run out of stack on megabytes. */
const LONGEST_LOOK = 4_096;

/** user:password@host, however many @ the password has. An @ before a digest is part of an image reference. */
const BEFORE_AT = /^.*@(?!sha256:)/su;

/** AWS:<token>, oauth2accesstoken:<token>, user:password. A port and a scheme are no secret. */
const AFTER_COLON = /^((?:[a-z][a-z0-9+.-]*:\/\/)?[^:/]+):(?!\/\/|\d{1,5}(?:\/|$)).*$/isu;

const LONG_RUN = /[\w+=-]{20,}/gu;

/**
 * The text in quotes, fit for a log that others read: on one line, nothing invisible, nothing endless, and nothing
 * that looks like a credential pasted into the wrong field.
 */
export function quote(text: string): string {
  const start = text.slice(0, LONGEST_LOOK);
  const shown = concealTokens(start.replace(BEFORE_AT, '…@').replace(AFTER_COLON, '$1:…'));
  return printable(shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown);
}

export function concealTokens(text: string): string {
  return text.replace(LONG_RUN, (run) => (isToken(run) ? '…' : run));
}

/** Long, with digits, and either unbroken or with something in it that a host in lower case has not. */
function isToken(run: string): boolean {
  if (!/\d/.test(run) || run.startsWith('DOCKER_REGISTRY_')) return false;
  return !run.includes('-') || /[_+=]/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run));
}

/** Letters that only look Latin are escaped with what cannot be seen at all: the escape is what gives them away. */
export function printable(text: string): string {
  const escaped = (char: string) => `\\u{${char.codePointAt(0)?.toString(16)}}`;
  return JSON.stringify(text).replace(/[^\x20-\x7e…]/gu, escaped);
}
