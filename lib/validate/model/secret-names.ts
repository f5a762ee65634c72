/** Baseten takes all punctuation in the name of a secret for the same: a-b and a.b are one secret. */
export function foldedName(name: string): string {
  return /^\w*$/.test(name) ? name : name.replaceAll(/[^\p{L}\p{N}]/gu, '_');
}
