import type { Outcome } from '../../lib/refresh/report.ts';
import { isReached, type Step } from './law.ts';
import { idOf, type Scene, type Standing, type Tried } from './scene.ts';

/** What became of the publications that a fault could reach, in a person's words. */
export function cellOf(step: Step, scene: Scene, before: Standing, during: Tried): string {
  const { publications } = during.report;
  const reached = publications.filter((outcome) => isReached(step, outcome, scene));
  const concerned = reached.length > 0 ? reached : publications;
  const words = new Set(concerned.map((outcome) => wordFor(outcome, before, during)));
  const notes = step.service === 'dynamodb' ? ' without the ledger' : '';
  return [...words].sort().join('; ') + notes;
}

function wordFor(outcome: Outcome, before: Standing, during: Tried): string {
  const id = idOf(outcome);
  const isNew = during.standing.get(id) !== before.get(id);
  if (outcome.outcome === 'failed') {
    if (isNew) return 'failed, new value stored';
    return before.get(id) === undefined ? 'failed, nothing stored yet' : 'failed, old value kept';
  }
  if (!isNew) return 'nothing to do';
  return outcome.warning?.includes('not probed') ? 'published without a probe' : 'published';
}
