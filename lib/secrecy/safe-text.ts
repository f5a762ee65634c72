import { redact } from './redact.ts';
import type { Secret } from './secret.ts';
import { visible } from './visible.ts';

declare const SAFE: unique symbol;

/**
 * Text that may be shown to people. Text from a service, a file or the network becomes SafeText only through
 * `toSafeText`, and our own text through the tag `safeText`. So unchecked text cannot become the cause of a Failure by
 * accident.
 */
export type SafeText = string & { readonly [SAFE]: true };

interface Handling {
  /** The secrets of the request: an answer may repeat them. */
  secrets?: readonly Secret[];
  /** The maximum number of characters. */
  longest?: number;
}

/** The part of a foreign message that people read. */
const LONGEST = 300;

/** Longer texts are cut before the check, which takes a third of a second for a megabyte. */
const LONGEST_LOOK = 64 * 1024;

/** Makes text from outside safe: without known secrets, on one line, limited, and without invisible characters. */
export function toSafeText(text: string, { secrets = [], longest = LONGEST }: Handling = {}): SafeText {
  const clean = redact(text.slice(0, LONGEST_LOOK), secrets);
  return asSafe(visible(clean.trim().replace(/\p{Zs}+/gu, ' '), longest));
}

/** Our own words, with numbers and safe texts. */
export function safeText(words: TemplateStringsArray, ...values: readonly (number | SafeText)[]): SafeText {
  return asSafe(String.raw({ raw: words }, ...values));
}

function asSafe(text: string): SafeText {
  return text as SafeText;
}
