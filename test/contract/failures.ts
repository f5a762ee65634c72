import { inspect } from 'node:util';
import { expect } from 'vitest';
import { Failure } from '../../lib/failure.ts';

/** The Failure that this work ends in. Anything else that is thrown is not ours to show to people. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const [result] = await Promise.allSettled([work]);
  if (result.status === 'fulfilled') throw new Error('it was expected to fail, and it did not');
  if (result.reason instanceof Failure) return result.reason;
  throw new Error('it failed, and not with a Failure', { cause: result.reason });
}

/** As few characters of a secret in a row as would already be a leak. */
const TELLTALE = 12;

/** In no way of showing the error, and not in part, does it tell the secret. */
export function expectSilence(error: Failure, secret: string): void {
  const said = [
    String(error),
    error.hint,
    error.cause,
    error.stack,
    inspect(error, { depth: null, showHidden: true }),
    JSON.stringify(error),
    JSON.stringify({ ...error, message: error.message }),
  ].join('\n');
  const told = pieces(secret).filter((piece) => said.includes(piece));
  expect(told.length > 0 ? said : 'silent').toBe('silent');
}

/** The secret is also looked for as JSON spells it, since that is how most requests carry it. */
function pieces(secret: string): string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)].flatMap((spelling) =>
    spelling.length <= TELLTALE
      ? [spelling]
      : Array.from({ length: spelling.length - TELLTALE + 1 }, (_, at) => spelling.slice(at, at + TELLTALE)),
  );
}
