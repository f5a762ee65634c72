import { RULES } from '../validate/catalogue.ts';
import { type HttpResponse, jsonResponse } from './problem.ts';

/** Returns all rules with their documentation. */
export function answerRules(): HttpResponse {
  const rules = RULES.map(({ id, severity, title, why, caught, passed, fixable = false }) => ({
    id,
    severity,
    title,
    why,
    fixable,
    caught: caught.trimStart(),
    passed: passed.trimStart(),
  }));
  return jsonResponse({ rules }, { cache: 'max-age=3600' });
}
