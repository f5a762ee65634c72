import type { RefreshFunction } from '../config/schema/refresh-functions.ts';

/** The names that serverless.yml gives to the roles of the functions. */
export function roleNameOf(
  name: RefreshFunction,
  { stage, region }: { stage: string; region: string },
): string {
  return `pullkeeper-${stage}-${ROLE_PARTS[name]}-${region}`;
}

const ROLE_PARTS: Record<RefreshFunction, string> = {
  refreshEcr: 'ecr',
  refreshArtifactRegistry: 'google',
  refreshStored: 'stored',
};

/** The name that serverless.yml gives to the table of the ledger. */
export function tableNameOf(stage: string): string {
  return `pullkeeper-${stage}-ledger`;
}

/** What serverless calls a function, and the group of its logs, in its template. */
export function functionId(name: string): string {
  return `${capitalised(name)}LambdaFunction`;
}

export function logGroupId(name: string): string {
  return `${capitalised(name)}LogGroup`;
}

export function roleId(name: string): string {
  return `${capitalised(name)}Role`;
}

export function capitalised(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
