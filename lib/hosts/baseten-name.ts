/**
 * To Baseten all that is neither letter nor digit is the same, so `a-b.example` and `a.b.example` are one secret.
 * Whether a run of such signs counts as one is not documented; to take it for one can refuse too much and never too
 * little. https://docs.baseten.co/organization/secrets
 */
export function foldBasetenName(name: string): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, '_');
}
