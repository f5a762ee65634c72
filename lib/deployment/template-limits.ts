import { isJsonObject } from '../json.ts';

/** Names that serverless.yml makes of the stage, by the type of the resource. Roles, functions and rules have 64 characters. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Events::Rule': 'Name',
};
const LONGEST_NAME = 64;

/** Why AWS would refuse the names in a template, as sentences: CloudFormation would say it in the middle of a deployment. */
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
    `the stage "${stage}" is too long by ${tooMany} characters: AWS takes names of ${LONGEST_NAME}, and "${longest}" has ${longest.length}`,
  ];
}
