import { RULES } from '../validate/catalogue.ts';
import type { HttpResponse } from './problem.ts';

/** Returns all rules with their documentation. */
export function answerRules(): HttpResponse {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'max-age=3600' },
    body: JSON.stringify({
      rules: RULES.map(({ id, severity, title, why, caught, passed, fixable = false }) => ({
        id,
        severity,
        title,
        why,
        fixable,
        caught: caught.trimStart(),
        passed: passed.trimStart(),
      })),
    }),
  };
}
