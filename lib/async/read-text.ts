/** Longer than any list of credentials, and than any Kubernetes Secret: 1 MiB in base64. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Reads an answer as text. Throws if the answer is longer than the limit: an endless answer would fill the memory, and
 * end the run of all other publications too.
 */
export async function readText(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error(`the answer is longer than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
