import { nearest } from '../../text/nearest.ts';
import type { Finding } from '../finding.ts';
import type { YamlScalar } from '../yaml/node.ts';
import { formatPath, type Path } from '../yaml/path.ts';
import { authFields } from './auth-methods.ts';
import { found, refuse } from './refusal.ts';
import { LATEST_TRUSS } from './version.ts';

/** With more unknown keys than this, a file is not a config with slips in it. */
const MAX_EXPLAINED = 50;

/** What Truss does not know: the first of them one by one, the rest as a number, unless it would not even load. */
export function unknownKeys(keys: readonly YamlScalar[], path: Path, known: readonly string[]): Finding[] {
  const explained = keys.slice(0, MAX_EXPLAINED).map((key) => unknownKey(key, path, known));
  const rest = keys.slice(MAX_EXPLAINED);
  const unloadable = rest.find(({ type }) => type !== 'string');
  const [next] = rest;
  if (unloadable) explained.push(unknownKey(unloadable, path, known));
  if (!next) return explained;
  const finding = unknownKey(next, path, known);
  return [
    ...explained,
    { ...finding, message: `${finding.message} With this one, there are ${rest.length} more.` },
  ];
}

/** A key that Truss does not know loads well, and is refused at push; one that is no string does not even load. */
function unknownKey(key: YamlScalar, path: Path, known: readonly string[]): Finding {
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
  return {
    rule: 'TDA006',
    severity: 'error',
    message: `"${key.text}" is not ${place}: truss push refuses extra fields.`,
    path: here,
    span: key.span,
    hint: hintFor(key.text, path, known),
    stops: 'push',
  };
}

/** Keys that are right, and in the wrong place: one indentation too deep, or not deep enough. */
function hintFor(key: string, path: Path, known: readonly string[]): string {
  const place = formatPath(path);
  if (key === 'secrets') return 'It belongs at the left margin, next to base_image.';
  if (key === 'docker_auth' || (key === 'image' && place === '')) return 'It belongs under base_image.';
  if (AUTH_KEYS.includes(key) && place === 'base_image')
    return 'It belongs under docker_auth: indent it deeper.';
  const guess = nearest(key, known);
  return guess === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${guess}"?`;
}

const AUTH_KEYS: readonly string[] = ['auth_method', ...authFields(LATEST_TRUSS)];
