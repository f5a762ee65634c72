import { Failure } from '../failure.ts';
import { isJsonObject, type JsonObject } from '../json.ts';

/** Runs the `aws` command with these words and returns what it prints as JSON. */
export type AwsCommand = (words: readonly string[], signal: AbortSignal) => Promise<unknown>;

/** The stack, as CloudFormation describes it. */
export interface DeployedStack {
  status: string;
  outputs: ReadonlyMap<string, string>;
  /** Physical names by logical ids, of one type of resource. */
  ofType(type: string): [id: string, name: string][];
}

export async function describeStack(
  stack: string,
  aws: AwsCommand,
  signal: AbortSignal,
): Promise<DeployedStack> {
  const described = await aws(['cloudformation', 'describe-stacks', '--stack-name', stack], signal);
  const [found] = listIn(described, 'Stacks');
  if (found === undefined) {
    throw new Failure('invalid', 'there is no such stack', {
      hint: 'deploy, or name the deployment with --stage and --region',
    });
  }
  const listed = await aws(['cloudformation', 'describe-stack-resources', '--stack-name', stack], signal);
  const resources = listIn(listed, 'StackResources');
  return {
    status: textIn(found, 'StackStatus'),
    outputs: new Map(
      listIn(found, 'Outputs').map((output) => [textIn(output, 'OutputKey'), textIn(output, 'OutputValue')]),
    ),
    ofType: (type) =>
      resources
        .filter((resource) => textIn(resource, 'ResourceType') === type)
        .map((resource) => [textIn(resource, 'LogicalResourceId'), textIn(resource, 'PhysicalResourceId')]),
  };
}

export function listIn(value: unknown, key: string): JsonObject[] {
  const list = isJsonObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

export function textIn(value: unknown, key: string): string {
  const text = isJsonObject(value) ? value[key] : undefined;
  return typeof text === 'string' ? text : '';
}
