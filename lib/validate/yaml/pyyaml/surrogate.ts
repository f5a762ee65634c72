/** Half of a UTF-16 pair, escaped. JavaScript joins two halves into a character; Python keeps them apart, and no text may hold one. */
export const ESCAPED_SURROGATE = /(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]/;
