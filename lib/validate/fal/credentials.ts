import { USER } from '../../hosts/users.ts';
import { childOf, pairOf, type YamlScalar } from '../yaml/node.ts';
import type { YamlPath } from '../yaml/path.ts';
import type { FalRegistries, FalRegistry } from './registries.ts';

const TOKEN_USERS: readonly string[] = [USER.googleToken, USER.azureToken];

interface WrittenCredential {
  registry: FalRegistry;
  node: YamlScalar;
  text: string;
  path: YamlPath;
}

/** The passwords (or usernames) of a mapping that are non-empty text. */
export function* credentials(
  { entries }: FalRegistries,
  name: 'username' | 'password',
): Iterable<WrittenCredential> {
  for (const registry of entries) {
    const node = childOf(registry.entry.value, name);
    if (node?.kind !== 'scalar' || node.type !== 'string' || node.text === '') continue;
    yield { registry, node, text: node.text, path: [...registry.path, name] };
  }
}

/** A literal password: neither `$NAME` nor `${NAME}`. `$$` means one dollar sign. */
export function isLiteral(password: string): boolean {
  return !password.startsWith('$') || password.startsWith('$$');
}

/** Tokens that die within hours: ECR's, and those of Google and Azure under the user that means a token. */
export function isShortLived({ registry: { host, entry } }: WrittenCredential): boolean {
  const username = pairOf(entry.value, 'username')?.value;
  if (/\.dkr[.-]ecr[.-]/.test(host)) return true;
  return username?.kind === 'scalar' && TOKEN_USERS.includes(username.text);
}
