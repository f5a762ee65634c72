import { Failure } from '../failure.ts';
import { objectsAt, textAt } from '../text/json-fields.ts';

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
  const [found] = objectsAt(described, 'Stacks');
  if (found === undefined) {
    throw new Failure('invalid', 'there is no such stack', {
      hint: 'deploy, or name the deployment with --stage and --region',
    });
  }
  const listed = await aws(['cloudformation', 'describe-stack-resources', '--stack-name', stack], signal);
  const resources = objectsAt(listed, 'StackResources');
  return {
    status: textAt(found, 'StackStatus') ?? '',
    outputs: new Map(
      objectsAt(found, 'Outputs').map((output) => [
        textAt(output, 'OutputKey') ?? '',
        textAt(output, 'OutputValue') ?? '',
      ]),
    ),
    ofType: (type) =>
      resources
        .filter((resource) => textAt(resource, 'ResourceType') === type)
        .map((resource) => [
          textAt(resource, 'LogicalResourceId') ?? '',
          textAt(resource, 'PhysicalResourceId') ?? '',
        ]),
  };
}
