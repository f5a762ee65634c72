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
  actions: string[],
  resources: readonly Text[],
  condition?: Statement['Condition'],
): Statement {
  const distinct = new Map(resources.map((resource) => [JSON.stringify(resource), resource]));
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: [...distinct.values()],
    ...(condition && { Condition: condition }),
  };
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
