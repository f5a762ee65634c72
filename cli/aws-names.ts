import { problemWithRegion, problemWithStage } from '../lib/config/schema/aws-names.ts';
import { UsageError } from './command.ts';

/** Facts that registries.yml does not contain: the account, the stage and the region of the deployment. */
export interface AwsNames {
  account: string;
  stage: string;
  region: string;
}

/** The options that select a deployment. */
export const DEPLOYMENT_OPTIONS = {
  account: { type: 'string' },
  stage: { type: 'string', default: 'prod' },
  region: { type: 'string', default: process.env.AWS_REGION ?? 'us-east-1' },
  registries: { type: 'string' },
} as const;

/** Stage and region end up in policies and in commands that people run, so their characters are checked. */
export function deploymentIn<Deployment extends { stage?: string | undefined; region?: string | undefined }>(
  given: Deployment,
): Deployment {
  const { stage, region } = given;
  const problem =
    (stage === undefined ? undefined : problemWithStage(stage)) ??
    (region === undefined ? undefined : problemWithRegion(region));
  if (problem !== undefined) throw new UsageError(problem);
  return given;
}

export function accountIn(account: string | undefined): string {
  if (account !== undefined && /^\d{12}$/.test(account)) return account;
  throw new UsageError(
    'set --account to the AWS account of the functions: aws sts get-caller-identity prints it',
  );
}
