import { createHash } from 'node:crypto';

/** DynamoDB takes 1,024 bytes as a sort key. */
const LONGEST = 1_000;

/**
 * The id of a publication: what it is written to, and nothing that can change while that stays. Renaming a backend keeps
 * it; another region, project, team or path is another publication.
 */
export function publicationId(type: string, parts: readonly string[]): string {
  const id = JSON.stringify([type, ...parts]);
  if (Buffer.byteLength(id) <= LONGEST) return id;
  const digest = createHash('sha256').update(id).digest('hex');
  return JSON.stringify([type, digest, [...(parts.at(-1) ?? '')].slice(0, 100).join('')]);
}
