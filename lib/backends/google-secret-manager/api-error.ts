import { TransientError } from '../../async/retry.ts';
import { Failure, messageOf } from '../../failure.ts';
import type { GoogleError } from '../../google/failure.ts';

/** The canonical error codes by number. https://cloud.google.com/apis/design/errors#handling_errors */
const CODES: Readonly<Record<number, [code: string, status: number]>> = {
  3: ['INVALID_ARGUMENT', 400],
  5: ['NOT_FOUND', 404],
  6: ['ALREADY_EXISTS', 409],
  7: ['PERMISSION_DENIED', 403],
  8: ['RESOURCE_EXHAUSTED', 429],
  9: ['FAILED_PRECONDITION', 400],
  16: ['UNAUTHENTICATED', 401],
};

/** Reads an error of the client. An error without a code of Google never reached Google. */
export function saidByApi(error: unknown): GoogleError {
  const number = error instanceof Error && 'code' in error ? Number(error.code) : Number.NaN;
  const [code, status] = CODES[number] ?? [];
  return { code, status, text: messageOf(error) };
}

/** Resolves to undefined if Google answers with this code. */
export async function unless<T>(code: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (saidByApi(error).code === code) return undefined;
    throw error;
  }
}

/** Marks an error that may pass: too many requests, or no answer. */
export async function passing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = saidByApi(error);
    const final =
      error instanceof Failure ||
      error instanceof TransientError ||
      (code !== undefined && code !== 'RESOURCE_EXHAUSTED');
    throw final || !(error instanceof Error) ? error : new TransientError(error);
  }
}
