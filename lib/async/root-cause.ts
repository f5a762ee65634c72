/** Returns the first cause of an error: fetch says "fetch failed", and keeps the reason in the cause. */
export function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootCause(error.cause) : error;
}
