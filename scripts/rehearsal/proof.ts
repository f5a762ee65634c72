import type { Publication, Registry } from '../../lib/config/config.ts';
import type { PullResult } from '../../sandbox/pull.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { readBack } from './backends/index.ts';
import { splitImage } from './world.ts';

/** Reads a published value back, and pulls the registry's image with it. Undefined without an image or a user name. */
export async function prove(
  publication: Publication,
  registry: Registry,
  sandbox: Sandbox,
): Promise<PullResult | undefined> {
  const { image, source } = registry;
  const { username } = source;
  if (image === undefined || username === undefined) return undefined;
  const value = await readBack(publication, publication.to, sandbox);
  const { repository, tag } = splitImage(image);
  return sandbox.pull(publication.host, repository, tag, authOf(value ?? '', publication, username));
}

/** The credential for a registry: base64 of user:password, from any format. */
function authOf(value: string, { format, key }: Publication, username: string): string {
  switch (format) {
    case 'docker-auth':
      return value;
    case 'user-password':
      return base64(value);
    case 'password':
    case 'raw':
      return base64(`${username}:${value}`);
    case 'docker-config-json':
      return JSON.parse(value).auths?.[key]?.auth ?? '';
    case 'username-password-json':
      return base64(`${username}:${JSON.parse(value).password}`);
    case 'username-access-token-json':
      return base64(`${username}:${JSON.parse(value).accessToken}`);
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
