import type { Statement } from '../permissions.ts';
import type { Need } from './compare.ts';

/** Where something is deployed: what CloudFormation puts in for AWS::AccountId and its like. */
export interface Deployment {
  partition: string;
  account: string;
  region: string;
}

/** The statements as they are once they are deployed. */
export function deployed(statements: readonly Statement[], where: Deployment) {
  return statements.map((statement) => ({
    ...statement,
    Resource: statement.Resource.map((resource) =>
      typeof resource === 'string' ? resource : substitute(resource['Fn::Sub'], where),
    ),
  }));
}

/** What the statements of a role allow, thing by thing. */
export function needsOf(statements: readonly Statement[], where: Deployment): Need[] {
  return deployed(statements, where).flatMap(({ Action, Resource, Condition }) =>
    Action.flatMap((action) =>
      Resource.map((resource) => ({ action, resource, ...(Condition && { condition: Condition }) })),
    ),
  );
}

function substitute(text: string, { partition, account, region }: Deployment): string {
  return text
    .replaceAll(`\${AWS::Partition}`, partition)
    .replaceAll(`\${AWS::AccountId}`, account)
    .replaceAll(`\${AWS::Region}`, region);
}
