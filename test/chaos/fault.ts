import type { Publication, Registry } from '../../lib/config/config.ts';
import type { SourceSpec } from '../../lib/sources/catalogue.ts';

/** How a call ends. The last three concern what is minted: dead soon, without a date, refused by every registry. */
export type FaultKind =
  | 'hang'
  | 'down'
  | 'slow'
  | 'throttled'
  | 'denied'
  | 'answer lost'
  | 'echo'
  | 'short'
  | 'no date'
  | 'void';

/** A part of the world that fails by itself: `mint ecr us-east-1`, `backend aws|us-east-1`, `registry <host>`, `ledger`. */
export interface Fault {
  where: string;
  kind: FaultKind;
  from: number;
  until: number;
}

/** Every name by which a fault can mean this mint. The first is what is called. */
export function mintNames(source: SourceSpec): string[] {
  switch (source.kind) {
    case 'ecr':
      return [
        `mint by ${source.identity?.roleArn.split(':')[4] ?? 'the function'}`,
        `mint ecr ${source.region}`,
        'mint ecr',
      ];
    case 'ecr-public':
      return ['mint ecr-public'];
    case 'artifact-registry':
      return ['mint google', `mint as ${source.identity.impersonations.at(-1)?.serviceAccount}`];
    case 'azure-acr':
    case 'digitalocean':
      return ['mint tokens', `mint for ${source.registry}`];
    case 'oidc':
      return ['mint tokens', `mint for ${source.host}`];
    case 'stored':
      return ['mint stored'];
  }
}

/** Where a publication is written, told from its options alone and not by any id that the code makes of them. */
export function placeOf({ to, name }: Pick<Publication, 'to' | 'name'>): string {
  return `${backendOf(to)} ${name}`;
}

export function backendOf(to: Publication['to']): string {
  switch (to.type) {
    case 'aws-secrets-manager':
      return `aws|${to.region}`;
    case 'google-secret-manager':
      return `google|${to.project}`;
    case 'baseten':
      return `baseten|${to.team ?? ''}`;
    case 'fal':
      return `fal|${to.environment}`;
    case 'file':
      return `file|${to.path}`;
    case 'http':
      return `http|${to.url}|${JSON.stringify(to.parameters)}`;
    case 'kubernetes':
      return `kubernetes|${JSON.stringify(to.access)}`;
  }
}

export function backendNames({ to, name }: Pick<Publication, 'to' | 'name'>): string[] {
  return [`backend ${backendOf(to)}`, `backend ${placeOf({ to, name })}`];
}

export const registryNames = ({ host }: Registry): string[] => [`registry ${host.host}`, 'registry'];

/** All that a publication depends on. The ledger is not among it. */
export function namesOf(registry: Registry, publication: Publication): string[] {
  return [...mintNames(registry.source), ...registryNames(registry), ...backendNames(publication)];
}

export function isActive({ from, until }: Fault, start: number, end = start): boolean {
  return from <= end && start < until;
}
