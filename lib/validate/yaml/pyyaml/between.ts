import type { CST } from 'yaml';

/** What says that a value follows: a dash, a colon, the marker of a document. */
export interface Indicator {
  readonly offset: number;
  readonly breaksBefore: boolean;
  readonly breaksAfter: boolean;
  /** Where the value stands when there is none: behind the indicator and the space after it. */
  readonly nothingAt: number;
}

/** Spaces, line breaks and comments. */
export function isBlank({ type }: CST.Token): boolean {
  return type === 'space' || type === 'newline' || type === 'comment';
}

export function areBlank(tokens: readonly CST.Token[] | undefined): boolean {
  if (tokens !== undefined) for (const token of tokens) if (!isBlank(token)) return false;
  return true;
}

/** The indicator, if it stands there once and everything around it is blank. */
export function indicatorIn(
  tokens: readonly CST.SourceToken[],
  type: CST.SourceToken['type'],
): Indicator | undefined {
  let offset: number | undefined;
  let nothingAt = 0;
  let breaksBefore = false;
  let breaksAfter = false;
  for (const token of tokens) {
    if (token.type === type && offset === undefined) {
      offset = token.offset;
      nothingAt = offset + token.source.length;
    } else if (!isBlank(token)) return undefined;
    else if (token.type === 'space' && token.offset === nothingAt) nothingAt += token.source.length;
    else if (token.type === 'newline' && offset === undefined) breaksBefore = true;
    else if (token.type === 'newline') breaksAfter = true;
  }
  return offset === undefined ? undefined : { offset, breaksBefore, breaksAfter, nothingAt };
}

/** Whether there is a comma exactly where there should be one, and everything around it is blank. */
export function followsComma(tokens: readonly CST.SourceToken[], wanted: boolean): boolean {
  let found = false;
  for (const token of tokens) {
    if (token.type === 'comma' && !found) found = true;
    else if (!isBlank(token)) return false;
  }
  return found === wanted;
}
