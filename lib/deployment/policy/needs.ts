import { type DeployedIn, deployed, type Statement } from '../../aws/statement.ts';
import type { Need } from './compare.ts';

/** Returns the rights in the statements of a role, one by one. */
export function needsOf(statements: readonly Statement[], where: DeployedIn): Need[] {
  return deployed(statements, where).flatMap(({ Action, Resource, Condition }) =>
    Action.flatMap((action) =>
      Resource.map((resource) => ({ action, resource, ...(Condition && { condition: Condition }) })),
    ),
  );
}
