import { parseArgs } from 'node:util';
import { UsageError } from './command.ts';

/** What registries.yml cannot know: who the functions will be in AWS. */
export interface AwsNames {
  account: string;
  stage: string;
  region: string;
}

/** The options with which serverless.yml is deployed, for those commands that need them. */
export const DEPLOYMENT_OPTIONS = {
  account: { type: 'string' },
  stage: { type: 'string', default: 'prod' },
  region: { type: 'string', default: process.env.AWS_REGION ?? 'us-east-1' },
  registries: { type: 'string' },
} as const;

export function parseAwsNames(args: string[]): { names: AwsNames; registries: string | undefined } {
  const { account, stage, region, registries } = parseArgs({ args, options: DEPLOYMENT_OPTIONS }).values;
  return { names: { account: accountIn(account), stage, region }, registries };
}

export function accountIn(account: string | undefined): string {
  if (account !== undefined && /^\d{12}$/.test(account)) return account;
  throw new UsageError(
    'say which AWS account the functions run in, with --account: aws sts get-caller-identity tells it',
  );
}
