import { nearest } from '../../nearest.ts';
import type { Finding } from '../finding.ts';
import type { YamlScalar } from '../node.ts';
import { formatPath, type Path } from '../path.ts';
import { found, refuse } from './refusal.ts';

/** A key that Truss does not know loads well, and is refused at push; one that is no string does not even load. */
export function unknownKey(key: YamlScalar, path: Path, known: readonly string[]): Finding {
  const here = [...path, key.text];
  if (key.type !== 'string')
    return refuse(
      'TDA002',
      here,
      key,
      `must have a string for a name, and ${found(key)}`,
      `Write "${key.text}".`,
    );
  const place = path.length === 0 ? 'a setting of Truss' : `a field of ${formatPath(path)}`;
  const guess = nearest(key.text, known);
  return {
    rule: 'TDA006',
    severity: 'error',
    message: `"${key.text}" is not ${place}: truss push refuses extra fields.`,
    path: here,
    span: key.span,
    hint: guess === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${guess}"?`,
    stops: 'push',
  };
}
