/** Text of the template: CloudFormation fills in the account, partition and region that it deploys to. */
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

/** What pulling takes. https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html */
export const PULL_ACTIONS: readonly string[] = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
];

/** PolicyPart of what a role may do: thing by thing, and with fewer characters where that can be said. */
export interface PolicyPart {
  exact: Statement[];
  /** Allows more, and nothing that somebody else has tagged as theirs. */
  folded?: Statement[];
}

/** Writes parts that differ in their resources alone as one. */
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

/** Where something is deployed: what CloudFormation puts in for AWS::AccountId and its like. */
export interface Deployment {
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

/** The statements as they are once they are deployed. */
export function deployed(statements: readonly Statement[], where: Deployment): DeployedStatement[] {
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

function substitute(text: string, { partition, account, region }: Deployment): string {
  return text
    .replaceAll(`\${AWS::Partition}`, partition)
    .replaceAll(`\${AWS::AccountId}`, account)
    .replaceAll(`\${AWS::Region}`, region)
    .replaceAll(`\${AWS::URLSuffix}`, partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com');
}
