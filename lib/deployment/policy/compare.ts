import { isDeepStrictEqual } from 'node:util';
import { type DeployedIn, deployed, type Statement } from '../../aws/statement.ts';
import type { PolicyStatement, Selection } from './document.ts';
import { actionPattern, covers, overlaps, type Pattern, resourcePattern } from './pattern.ts';

/** A right that a role needs. */
export interface Need {
  action: string;
  resource: string;
  condition?: object;
}

export interface Comparison {
  /** How the statements of a policy compare with the needs. */
  statements: Judgement[];
  /** Needed rights that are not allowed, a sentence each. */
  missing: string[];
  /** Needed rights that are allowed or denied under conditions: only a real call shows the result. */
  unsure: string[];
}

interface Judgement {
  name: string;
  /** Rights beyond the needs. */
  more: string[];
  /** Rights that depend on the caller, the place or the time. */
  unsure: string[];
}

/** Compares the rights of a role with its needs. */
export function compare(statements: readonly PolicyStatement[], needs: readonly Need[]): Comparison {
  const grants = statements.filter(({ effect }) => effect === 'Allow');
  const denials = statements.filter(({ effect }) => effect === 'Deny');
  const verdicts = needs.map((need) => verdictOn(need, grants, denials));
  return {
    statements: grants.map((grant) => judge(grant, needs, denials)),
    missing: verdicts.flatMap(({ missing }) => missing ?? []),
    unsure: verdicts.flatMap(({ unsure }) => unsure ?? []),
  };
}

/** True if the rights and the needs are the same, as far as they can be compared. */
export function isExact({ statements, missing }: Comparison): boolean {
  return missing.length === 0 && statements.every(({ more }) => more.length === 0);
}

/** One right in a statement: an action on a resource, each perhaps with wildcards. */
interface Grant {
  action: string;
  resource: string;
}

function judge(statement: PolicyStatement, needs: readonly Need[], denials: readonly PolicyStatement[]) {
  const { name, actions, resources, condition } = statement;
  const judgement: Judgement = { name, more: [], unsure: [] };
  for (const action of actions.negated ? ['*'] : actions.patterns) {
    for (const resource of resources.negated ? ['*'] : resources.patterns) {
      const grant = { action, resource };
      if (denials.some((denial) => denial.condition === undefined && deniesWhole(denial, grant))) continue;
      const more = moreThanNeeded(grant, statement, needs);
      if (more === undefined) continue;
      const narrowed = condition !== undefined || /\$\{/.test(resource);
      (narrowed ? judgement.unsure : judgement.more).push(
        narrowed ? `${more}, unless a condition or a variable limits it` : more,
      );
    }
  }
  return judgement;
}

function moreThanNeeded(
  { action, resource }: Grant,
  { actions, resources, condition }: PolicyStatement,
  needs: readonly Need[],
): string | undefined {
  if (actions.negated) return `every action but ${actions.patterns.join(', ')}: name those that are needed`;
  const pattern = actionPattern(action);
  const needed = needs.filter((need) => overlaps(pattern, actionPattern(need.action)));
  if (needed.length === 0) return `${action}: not needed`;
  const wanted = unique(needed.map((need) => need.action));
  if (/[*?]/.test(action))
    return `${action}: needed ${wanted.length === 1 ? 'is' : 'are'} ${wanted.join(', ')}`;
  if (resources.negated) return `${action} on everything but ${resources.patterns.join(', ')}`;

  const places = unique(needed.map((need) => need.resource));
  if (!covers(places.map(resourcePattern), resourcePattern(resource))) {
    return `${action} on ${resource}: needed on ${places.join(', ')}`;
  }
  const narrower = needed.find((need) => need.condition !== undefined);
  return narrower !== undefined && !isDeepStrictEqual(narrower.condition, condition)
    ? `${action} on ${resource}: needed under the condition ${JSON.stringify(narrower.condition)}`
    : undefined;
}

function verdictOn(need: Need, grants: readonly PolicyStatement[], denials: readonly PolicyStatement[]) {
  const what = `${need.action} on ${need.resource}`;
  const denial = denials.find(({ actions, resources }) => selects(actions, need) && touches(resources, need));
  if (denial !== undefined) {
    return denial.condition === undefined
      ? { missing: `${what}: ${denial.name} denies it` }
      : { unsure: `${what}: ${denial.name} denies it under a condition` };
  }
  const relevant = grants.filter(({ actions }) => selects(actions, need));
  const certain = relevant.filter(
    ({ condition }) => condition === undefined || isDeepStrictEqual(condition, need.condition),
  );
  if (reaches(certain, need)) return {};
  return reaches(relevant, need) ? { unsure: `${what}: allowed only under a condition` } : { missing: what };
}

/** Whether these statements together cover every needed resource. */
function reaches(statements: readonly PolicyStatement[], { resource }: Need): boolean {
  const needed = resourcePattern(resource);
  const named = statements.flatMap(({ resources }) => (resources.negated ? [] : resources.patterns));
  if (covers(named.map(resourcePattern), needed)) return true;
  return statements.some(({ resources }) => resources.negated && !touchesAny(resources.patterns, needed));
}

function selects({ patterns, negated }: Selection, { action }: Need): boolean {
  return covers(patterns.map(actionPattern), actionPattern(action)) !== negated;
}

/**
 * Whether the selection contains any of the needed resources. An action that is needed on `*` has no resources: only a
 * selection of everything contains it.
 */
function touches({ patterns, negated }: Selection, { resource }: Need): boolean {
  const needed = resourcePattern(resource);
  if (negated || resource === '*') return covers(patterns.map(resourcePattern), needed) !== negated;
  return touchesAny(patterns, needed);
}

function touchesAny(patterns: readonly string[], needed: Pattern): boolean {
  return patterns.some((pattern) => overlaps(resourcePattern(pattern), needed));
}

function deniesWhole({ actions, resources }: PolicyStatement, { action, resource }: Grant): boolean {
  return (
    !actions.negated &&
    !resources.negated &&
    covers(actions.patterns.map(actionPattern), actionPattern(action)) &&
    covers(resources.patterns.map(resourcePattern), resourcePattern(resource))
  );
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** Returns the rights in the statements of a role, one by one. */
export function needsOf(statements: readonly Statement[], where: DeployedIn): Need[] {
  return deployed(statements, where).flatMap(({ Action, Resource, Condition }) =>
    Action.flatMap((action) =>
      Resource.map((resource) => ({ action, resource, ...(Condition && { condition: Condition }) })),
    ),
  );
}
