import { redact, type Secret } from './secret.ts';

/** As much of a foreign message as a person reads. */
const LONGEST = 300;

/**
 * What a service said, fit to be shown: on one line, not too long, and without the secrets that it was sent, however it
 * spells them when it repeats them.
 */
export function quoted(text: string, secrets: readonly Secret[]): string {
  const clean = redact(text, secrets)
    .replace(/\p{C}+|\s+/gu, ' ')
    .trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)} …` : clean;
}
