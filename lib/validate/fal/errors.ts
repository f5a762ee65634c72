import { shownKey } from '../../secrecy/shown-key.ts';
import type { Finding } from '../finding.ts';
import { pairOf, type YamlNode } from '../yaml/node.ts';
import type { YamlPath } from '../yaml/path.ts';
import type { FalRegistries } from './registries.ts';

/** The few checks of fal itself (projects/fal: container.py and cli/_utils.py). */
export function falErrors({ node, path, entries }: FalRegistries): Finding[] {
  if (node.kind !== 'map') {
    return [refuse(path, node, 'registries must be a table of hosts', 'Write one table per registry.')];
  }
  return entries.flatMap(({ entry: { value, key }, path: here, host }) => {
    if (value.kind !== 'map') {
      const hint = `Give ${JSON.stringify(shownKey(host))} a username and a password.`;
      return [refuse(here, value, 'Each registry must be a table', hint)];
    }
    const missing = ['username', 'password'].filter((name) => !pairOf(value, name));
    if (missing.length === 0) return [];
    return [
      refuse(
        here,
        key,
        `Username and password are required for each registry: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
        'Write the password as "$NAME" of a fal secret.',
      ),
    ];
  });
}

function refuse(path: YamlPath, at: YamlNode, message: string, hint: string): Finding {
  return {
    rule: 'FAL002',
    severity: 'error',
    message: `${message}.`,
    path,
    span: at.span,
    hint,
    stops: 'load',
  };
}
