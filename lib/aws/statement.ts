/**
 * Text of a CloudFormation template. CloudFormation fills in the account, the partition and the region of the
 * deployment.
 */
export type Text = string | { 'Fn::Sub': string };

/** An IAM statement of a role. */
export interface Statement {
  Effect: 'Allow';
  Action: string[];
  Resource: Text[];
  Condition?: Record<string, Record<string, Text>>;
}

export function allow(
  actions: readonly string[],
  resources: readonly Text[],
  condition?: Statement['Condition'],
): Statement {
  const distinct = new Map(resources.map((resource) => [JSON.stringify(resource), resource]));
  return {
    Effect: 'Allow',
    Action: [...actions],
    Resource: [...distinct.values()],
    ...(condition && { Condition: condition }),
  };
}

/** The actions of a pull. https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html */
export const PULL_ACTIONS: readonly string[] = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
];

/** A part of the rights of a role: one statement for each resource, and a shorter form if that form is allowed. */
export interface PolicyPart {
  exact: Statement[];
  /** Shorter: allows more, but nothing that another owner has tagged. */
  folded?: Statement[];
}

/** Merges statements that differ only in their resources. */
export function merged(parts: readonly PolicyPart[]): PolicyPart[] {
  const groups = Map.groupBy(parts, ({ exact }) => JSON.stringify(exact.map(kindOf)));
  return [...groups.values()].map((group) => ({
    exact: union(group.flatMap(({ exact }) => exact)),
    ...(group.some(({ folded }) => folded) && {
      folded: union(group.flatMap(({ exact, folded = exact }) => folded)),
    }),
  }));
}

function union(statements: readonly Statement[]): Statement[] {
  const groups = Map.groupBy(statements, (statement) => JSON.stringify(kindOf(statement)));
  return [...groups.values()].flatMap((group) => {
    const { Action = [], Condition } = group[0] ?? {};
    const resources = group.flatMap(({ Resource }) => Resource);
    return allow(Action, resources, Condition);
  });
}

function kindOf({ Action, Condition }: Statement) {
  return [Action, Condition];
}

export function substituted(text: string): Text {
  return text.includes('${') ? { 'Fn::Sub': text } : text;
}

/** The place of a deployment: the values that CloudFormation fills in for AWS::AccountId and the like. */
export interface DeployedIn {
  partition: string;
  account: string;
  region: string;
}

export interface DeployedStatement {
  Effect: 'Allow';
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string>>;
}

/** Returns the statements with account, partition and region filled in. */
export function deployed(statements: readonly Statement[], where: DeployedIn): DeployedStatement[] {
  const fill = (text: Text) => (typeof text === 'string' ? text : substitute(text['Fn::Sub'], where));
  const mapValues = <From, To>(entries: Record<string, From>, to: (value: From) => To): Record<string, To> =>
    Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, to(value)]));
  return statements.map(({ Effect, Action, Resource, Condition }) => ({
    Effect,
    Action,
    Resource: Resource.map(fill),
    ...(Condition && { Condition: mapValues(Condition, (keys) => mapValues(keys, fill)) }),
  }));
}

function substitute(text: string, { partition, account, region }: DeployedIn): string {
  return text
    .replaceAll(`\${AWS::Partition}`, partition)
    .replaceAll(`\${AWS::AccountId}`, account)
    .replaceAll(`\${AWS::Region}`, region)
    .replaceAll(`\${AWS::URLSuffix}`, partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com');
}
