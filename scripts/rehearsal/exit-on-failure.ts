import { Failure, inWords } from '../../lib/failure.ts';

/** Ends the process with exit code 2 if the command line is wrong, and prints why and what to write instead. */
export function exitOnFailure<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(inWords({ message: error.message, cause: error.cause, hint: error.hint }));
    process.exit(2);
  }
}
