import { redact } from './redact.ts';
import type { Secret } from './secret.ts';
import { visible } from './visible.ts';

declare const SAFE: unique symbol;

/**
 * Text that may be shown to people. Text from a service, a file or the network becomes SafeText through `toSafeText`
 * only, and our own text through the tag `safeText`. So raw text cannot become the cause of a Failure by accident.
 */
export type SafeText = string & { readonly [SAFE]: true };

interface Handling {
  /** What the request carried, since an answer may repeat it. */
  secrets?: readonly Secret[];
  /** How many characters are shown. */
  longest?: number;
}

/** As much of a foreign message as a person reads. */
const LONGEST = 300;

/** More is not even looked at. */
const LONGEST_LOOK = 1024 * 1024;

/** The one door for text from outside: without known secrets, on one line, limited, and with nothing invisible. */
export function toSafeText(text: string, { secrets = [], longest = LONGEST }: Handling = {}): SafeText {
  const clean = redact(text.slice(0, LONGEST_LOOK), secrets);
  return asSafe(visible(clean.trim().replace(/\p{Zs}+/gu, ' '), longest));
}

/** Our own words, with numbers and safe texts in them. */
export function safeText(words: TemplateStringsArray, ...values: readonly (number | SafeText)[]): SafeText {
  return asSafe(String.raw({ raw: words }, ...values));
}

function asSafe(text: string): SafeText {
  return text as SafeText;
}
