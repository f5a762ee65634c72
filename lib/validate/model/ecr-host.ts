import type { EcrHost } from '../../hosts/registry-host.ts';
import type { ConfigFile } from './config-file.ts';
import { registryOf } from './registry.ts';

/** The ECR registry that the login is for; where the block names none that is a host, the image's. */
export function ecrHost({ auth, image }: ConfigFile): EcrHost | undefined {
  const host = registryOf(auth?.field('registry')?.text ?? '') ?? registryOf(image?.reference?.host ?? '');
  return host?.kind === 'ecr' ? host : undefined;
}
