import { conceal } from '../model/credential.ts';
import type { Validation } from '../validation.ts';

/**
 * The text as it may be shown, every character in its place: values under `secrets:` are masked whether they can be
 * read or not, and so is whatever looks like a credential elsewhere.
 */
export function maskCredentials({ text, findings }: Validation): string {
  let inSecrets = false;
  const lines = text.split('\n').map((line) => {
    if (/^[^\s#-]/.test(line)) inSecrets = /^["']?secrets["']?\s*:/.test(line);
    return maskShapes(inSecrets ? maskValue(line) : line);
  });
  return findings
    .filter(({ sensitive }) => sensitive)
    .reduce(
      (shown, { span }) =>
        shown.slice(0, span.start) + mask(shown.slice(span.start, span.end)) + shown.slice(span.end),
      lines.join('\n'),
    );
}

/** What follows the first ": " of a line, or the whole of a line without one; null and comments say nothing. */
function maskValue(line: string): string {
  const [, key = '', value = ''] = /^(\s*(?:- )?(?:[^\s#].*?:(?:\s+|$))?)(.*)$/s.exec(line) ?? [];
  return /^(?:null|~|)\s*(?:#.*)?\r?$/.test(value) ? line : key + mask(value);
}

/** A line that became another one is masked from where it differs: carets count from the left. */
function maskShapes(line: string): string {
  const shown = conceal(line);
  if (shown === line) return line;
  const same = Array.from(line).findIndex((_, index) => line[index] !== shown[index]);
  return line.slice(0, same) + mask(line.slice(same));
}

function mask(text: string): string {
  return text.replaceAll(/\S/g, '*');
}
