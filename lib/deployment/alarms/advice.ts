import type { RefreshFunction } from '../../config/schema/refresh-functions.ts';
import type { AlarmKind, Deployment } from './alarm.ts';

/** The end of every description: the first thing to do at three in the morning, and where the rest stands. */
export function advice(kind: AlarmKind, first: string): string {
  return `\n\nFirst: ${first}\n\nMore: docs/alarms.md#${kind}`;
}

/** Runs a function over everything, and says what it could not do and why. */
export function runNow(name: RefreshFunction, { stage, region }: Deployment): string {
  return `\`npx serverless invoke -f ${name} --stage ${stage} --region ${region}\``;
}
