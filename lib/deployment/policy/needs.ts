import { type Deployment, deployed, type Statement } from '../../aws/statement.ts';
import type { Need } from './compare.ts';

/** What the statements of a role allow, thing by thing. */
export function needsOf(statements: readonly Statement[], where: Deployment): Need[] {
  return deployed(statements, where).flatMap(({ Action, Resource, Condition }) =>
    Action.flatMap((action) =>
      Resource.map((resource) => ({ action, resource, ...(Condition && { condition: Condition }) })),
    ),
  );
}
