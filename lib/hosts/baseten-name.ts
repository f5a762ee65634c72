/**
 * Baseten treats all characters except letters and digits as equal, so `a-b.example` and `a.b.example` are one
 * secret. Baseten does not document whether a run of such characters counts as one. Here it does: that can refuse too
 * much, but never too little. https://docs.baseten.co/organization/secrets
 */
export function foldBasetenName(name: string): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, '_');
}
