import type { FunctionError, Outcome } from './runtime-api.ts';

/** What a function has answered, out of its JSON. */
export function resultIn(outcome: Outcome) {
  if ('error' in outcome) throw new Error(`the function failed: ${JSON.stringify(outcome.error)}`);
  return JSON.parse(outcome.result);
}

export function errorIn(outcome: Outcome): FunctionError {
  if ('result' in outcome) throw new Error(`the function did not fail: ${outcome.result}`);
  return outcome.error;
}
