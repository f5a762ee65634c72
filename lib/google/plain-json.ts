/** Replaces `json-bigint` in what is built: a metadata server sends no number that JSON cannot hold. */
export const { parse, stringify } = JSON;
