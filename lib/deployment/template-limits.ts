import { isJsonObject } from '../json.ts';

/** Names that contain the stage, by the type of the resource. Roles, functions and rules may have 64 characters. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Events::Rule': 'Name',
};
const LONGEST_NAME = 64;

/**
 * Returns why AWS would reject names in a template, as sentences. CloudFormation would fail in the middle of a
 * deployment.
 */
export function problemsWithNames(resources: Readonly<Record<string, unknown>>, stage: string): string[] {
  const names = Object.values(resources).flatMap((resource) => {
    if (!isJsonObject(resource) || !isJsonObject(resource.Properties)) return [];
    const name = resource.Properties[NAMES[String(resource.Type)] ?? ''];
    return typeof name === 'string' && name.length > LONGEST_NAME ? name : [];
  });
  const [longest] = names.toSorted((one, other) => other.length - one.length);
  if (longest === undefined) return [];
  const tooMany = longest.length - LONGEST_NAME;
  return [
    `the stage "${stage}" is too long by ${tooMany} characters: AWS allows ${LONGEST_NAME} in a name, and "${longest}" has ${longest.length}`,
  ];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_RESOURCES = 500;

/** Returns why CloudFormation would reject the template for its size: every shard adds schedules and alarms. */
export function problemsWithSize(resources: Readonly<Record<string, unknown>>): string[] {
  const count = Object.keys(resources).length;
  return count <= MOST_RESOURCES
    ? []
    : [`the stack has ${count} resources, and CloudFormation takes ${MOST_RESOURCES}: deploy fewer shards`];
}
