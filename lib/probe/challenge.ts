/** One way to authenticate, from a challenge of a registry. Names and scheme are in lower case. */
export interface Challenge {
  scheme: string;
  parameters: ReadonlyMap<string, string>;
}

/**
 * Parses the challenges in the values of WWW-Authenticate. There can be several values, with several challenges each.
 * An unreadable part ends its value and drops its challenge: half a challenge, or a challenge with two realms, could
 * mean different things to different clients.
 */
export function parseChallenges(values: readonly string[]): Challenge[] {
  return values.flatMap(parseValue);
}

const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
const END = '(?=\\s*(?:,|$))';

/** A scheme can have a single value in place of parameters. No registry uses that. */
const SCHEME = new RegExp(`[\\s,]*(${TOKEN})(?:\\s+[\\w.~+/-]+=*${END}|(?=\\s|,|$))`, 'y');

/** Some services send unquoted values with characters that the grammar forbids. */
const PARAMETER = new RegExp(`[\\s,]*(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s",]+))${END}`, 'y');

interface Draft {
  scheme: string;
  parameters: Map<string, string>;
  ambiguous: boolean;
}

function parseValue(value: string): Challenge[] {
  const drafts: Draft[] = [];
  let at = 0;
  const read = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const match = pattern.exec(value);
    at = match === null ? at : pattern.lastIndex;
    return match;
  };
  for (;;) {
    const draft = drafts.at(-1);
    const parameter = draft && read(PARAMETER);
    if (parameter) {
      const [, name = '', quoted, bare = ''] = parameter;
      addTo(draft, name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare);
      continue;
    }
    const scheme = read(SCHEME);
    if (scheme === null) break;
    drafts.push({ scheme: (scheme[1] ?? '').toLowerCase(), parameters: new Map(), ambiguous: false });
  }
  const broken = value.slice(at).replace(/[\s,]+/g, '') !== '';
  return (broken ? drafts.slice(0, -1) : drafts).filter(({ ambiguous }) => !ambiguous);
}

function addTo(draft: Draft, name: string, value: string): void {
  draft.ambiguous ||= draft.parameters.has(name);
  draft.parameters.set(name, value);
}
