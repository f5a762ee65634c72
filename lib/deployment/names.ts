import type { RefreshFunction } from '../config/schema/refresh-functions.ts';

/** The names of the functions' roles in serverless.yml. */
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
  refreshTokens: 'tokens',
};

/** The name of the ledger's table in serverless.yml. */
export function tableNameOf(stage: string): string {
  return `pullkeeper-${stage}-ledger`;
}

/** The logical ids of a function and of its log group in serverless' template. */
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
