import type { EcrHost } from '../../hosts/registry-host.ts';
import type { ConfigFile } from './config-file.ts';
import { registryOf } from './registry.ts';

/** The ECR registry of the login. If the block names no valid host: the registry of the image. */
export function ecrHost({ auth, image }: ConfigFile): EcrHost | undefined {
  const host = registryOf(auth?.field('registry')?.text ?? '') ?? registryOf(image?.reference?.host ?? '');
  return host?.kind === 'ecr' ? host : undefined;
}
