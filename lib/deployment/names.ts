import type { SourceKind } from '../config/source-kind.ts';

/** The names that serverless.yml gives to the roles of the functions. */
export function roleNameOf(
  kind: SourceKind | undefined,
  { stage, region }: { stage: string; region: string },
): string {
  const part = kind === 'artifact-registry' ? 'google' : kind === 'stored' ? 'stored' : 'ecr';
  return `pullkeeper-${stage}-${part}-${region}`;
}
