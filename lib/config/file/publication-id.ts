import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** DynamoDB takes 1,024 bytes as a sort key. */
const LONGEST = 1_000;

/**
 * The id of a publication: its place, and nothing else. Renaming a backend keeps the id; another region, project, team
 * or path is another publication.
 */
export function publicationId(type: string, parts: readonly string[]): string {
  const id = JSON.stringify([type, ...parts]);
  const bytes = new TextEncoder().encode(id);
  if (bytes.length <= LONGEST) return id;
  const digest = bytesToHex(sha256(bytes)); // Node's own hash is not in browsers, where the playground compiles too
  return JSON.stringify([type, digest, [...(parts.at(-1) ?? '')].slice(0, 100).join('')]);
}
