import type { YAMLError } from 'yaml';

/**
 * Why a text is not YAML, for the errors in which the parser quotes the text: that text may be a password, which begins
 * with a character that YAML reads as a sign.
 */
const QUOTING: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'no anchor has this name; text that begins with "*" needs quotes',
  BAD_DIRECTIVE: 'text that begins with "%" needs quotes',
  BAD_DQ_ESCAPE: 'in double quotes a backslash begins an escape; write \\\\, or use single quotes',
  BAD_SCALAR_START: 'text cannot begin with this character; put it in quotes',
  DUPLICATE_KEY: 'this key is here twice in the same mapping',
  RESOURCE_EXHAUSTION: 'the nesting is too deep',
  TAG_RESOLVE_FAILED: 'tags are not read here; text that begins with "!" needs quotes',
  UNEXPECTED_TOKEN: 'this text is not expected here; check quotes and brackets, and the indentation',
};

/** Explains an error of the parser without a word of the file. */
export function unreadableBecause({ code, message }: YAMLError): string {
  return code === 'MULTIPLE_DOCS'
    ? 'a second YAML document starts here: the file must be one document'
    : `not readable as YAML: ${QUOTING[code] ?? message}`;
}
