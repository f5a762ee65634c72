import type { RefreshFunction } from '../../config/schema/refresh-functions.ts';
import type { AlarmKind, Deployment } from './alarm.ts';

/**
 * The end of every description: what to type first at three in the morning, and the page with the rest. The first row of
 * `status` is the secret that dies first: an alarm cannot name a secret, because its text is written when it is deployed.
 */
export function advice(kind: AlarmKind, deployment: Deployment, third: string): string {
  const options = optionsOf(deployment);
  return `

1. \`npx pullkeeper status ${options}\` shows the secret that dies first in its first row, and why.
2. \`npx pullkeeper doctor ${options}\` looks for the cause.
3. ${third}

Page: docs/alarms.md#${kind}`;
}

/** Runs a function over everything, and prints what fails and why. */
export function runNow(name: RefreshFunction, deployment: Deployment): string {
  return `\`npx serverless invoke -f ${name} ${optionsOf(deployment)}\``;
}

function optionsOf({ stage, region }: Deployment): string {
  return `--stage ${stage} --region ${region}`;
}
