import type { SourceKind } from '../config/refresh-functions.ts';

/** The names that serverless.yml gives to the roles of the functions. */
export function roleNameOf(
  kind: SourceKind | undefined,
  { stage, region }: { stage: string; region: string },
): string {
  const part = kind === 'artifact-registry' ? 'google' : kind === 'stored' ? 'stored' : 'ecr';
  return `pullkeeper-${stage}-${part}-${region}`;
}

/** The name that serverless.yml gives to the table of the ledger. */
export function tableNameOf(stage: string): string {
  return `pullkeeper-${stage}-ledger`;
}

/** What serverless calls a function in its template. */
export function functionId(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`;
}
