/**
 * IAM patterns: `*` matches any text, `?` one character. The functions here compare whole patterns: whether one matches
 * a text that others do not, and whether two match the same text.
 */
export type Pattern = readonly Token[];

/**
 * One character, or a wildcard for one or many characters. A wildcard before the last part of an ARN stays within its
 * part.
 */
interface Token {
  char?: string;
  many: boolean;
  colons: boolean;
}

const PARTS_OF_ARN = 6;

/** IAM compares actions without regard to case. */
export function actionPattern(text: string): Pattern {
  return [...text.toLowerCase()].map((char) => tokenOf(char, true));
}

/**
 * An ARN has six parts, and a wildcard does not reach into the next part. A pattern with fewer parts matches
 * everything after them. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourcePattern(text: string): Pattern {
  if (!text.startsWith('arn:')) return [...text].map((char) => tokenOf(char, true));
  const missing = Math.max(0, PARTS_OF_ARN - text.split(':').length);
  let colons = 0;
  return [...`${text}${':*'.repeat(missing)}`].map((char) => {
    if (char === ':') colons++;
    return tokenOf(char, colons >= PARTS_OF_ARN - 1);
  });
}

function tokenOf(char: string, colons: boolean): Token {
  return char === '*' || char === '?' ? { many: char === '*', colons } : { char, many: false, colons };
}

/** Whether the wide patterns together match everything that the narrow one matches. */
export function covers(wide: readonly Pattern[], narrow: Pattern): boolean {
  const alphabet = alphabetOf([...wide, narrow]);
  const seen = new Set<string>();
  const open: [at: number, places: Place[]][] = [[0, settle(wide.map((pattern) => ({ pattern, at: 0 })))]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [at, places] = next;
    const key = `${at} ${places.map((place) => `${wide.indexOf(place.pattern)}.${place.at}`).join(' ')}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const token = narrow[at];
    if (token === undefined) {
      if (!places.some(isAtEnd)) return false;
      continue;
    }
    if (token.many) open.push([at + 1, places]);
    for (const char of alphabet.filter((each) => accepts(token, each))) {
      open.push([token.many ? at : at + 1, advance(places, char)]);
    }
  }
  return true;
}

/** Whether there is a text that both patterns match. */
export function overlaps(one: Pattern, other: Pattern): boolean {
  const alphabet = alphabetOf([one, other]);
  const seen = new Set<string>();
  const open: [Place[], Place[]][] = [
    [settle([{ pattern: one, at: 0 }]), settle([{ pattern: other, at: 0 }])],
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [ones, others] = next;
    if (ones.some(isAtEnd) && others.some(isAtEnd)) return true;
    const key = [ones, others].map((places) => places.map(({ at }) => at).join(' ')).join('|');
    if (seen.has(key) || ones.length === 0 || others.length === 0) continue;
    seen.add(key);
    for (const char of alphabet) open.push([advance(ones, char), advance(others, char)]);
  }
  return false;
}

/** A position in a pattern while a text is read. */
interface Place {
  pattern: Pattern;
  at: number;
}

function isAtEnd({ pattern, at }: Place): boolean {
  return at === pattern.length;
}

function advance(places: readonly Place[], char: string): Place[] {
  const next = places.flatMap(({ pattern, at }) => {
    const token = pattern[at];
    if (token === undefined || !accepts(token, char)) return [];
    return { pattern, at: token.many ? at : at + 1 };
  });
  return settle(next);
}

/** A `*` may match nothing: a position before a `*` is also a position after it. */
function settle(places: readonly Place[]): Place[] {
  const settled: Place[] = [];
  const known = new Map<Pattern, Set<number>>();
  for (let { pattern, at } of places) {
    const seen = known.get(pattern) ?? new Set();
    known.set(pattern, seen);
    for (; !seen.has(at); at++) {
      seen.add(at);
      settled.push({ pattern, at });
      if (pattern[at]?.many !== true) break;
    }
  }
  return settled.sort((a, b) => a.at - b.at);
}

function accepts({ char, colons }: Token, given: string): boolean {
  return char === undefined ? colons || given !== ':' : char === given;
}

/** One character that no pattern contains represents all such characters. */
const ANY_OTHER = '\uffff';

function alphabetOf(patterns: readonly Pattern[]): string[] {
  return [...new Set([':', ANY_OTHER, ...patterns.flat().flatMap(({ char }) => char ?? [])])];
}
