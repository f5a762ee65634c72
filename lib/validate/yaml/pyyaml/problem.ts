import type { Span } from '../node.ts';

/** Why PyYAML could not read the file, at the place where it stops. */
export interface YamlProblem {
  message: string;
  span: Span;
  hint?: string;
}
