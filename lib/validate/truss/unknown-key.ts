import { isPlainKey, shownKey } from '../../secrecy/shown-key.ts';
import { nearest } from '../../text/nearest.ts';
import type { Finding } from '../finding.ts';
import type { YamlScalar } from '../yaml/node.ts';
import { formatPath, type YamlPath } from '../yaml/path.ts';
import { authFields } from './auth-methods.ts';
import { found, refuseField } from './refusal.ts';
import type { ModelData } from './schema.ts';
import { LATEST_TRUSS } from './version.ts';

/** With more unknown keys than this, a file is not a config with slips in it. */
const MAX_EXPLAINED = 50;

/**
 * Reports the keys of a model that are not fields: the first ones one by one, the rest as a number. A key that is not
 * a string stops the load, unless the model ignores unknown keys.
 */
export function unknownKeys(
  keys: readonly YamlScalar[],
  path: YamlPath,
  known: readonly string[],
  extra: ModelData['extra'] = 'refuse',
): Finding[] {
  if (keys.length === 0 || extra === 'ignore') return [];
  const nameless = keys.find(({ type }) => type !== 'string');
  const findings = nameless ? [namelessKey(nameless, path)] : [];
  if (extra !== 'refuse') return findings;
  const named = keys.filter(({ type }) => type === 'string');
  findings.push(...named.slice(0, MAX_EXPLAINED).map((key) => unknownKey(key, path, known)));
  const next = named[MAX_EXPLAINED];
  if (!next) return findings;
  const finding = unknownKey(next, path, known);
  const more = named.length - MAX_EXPLAINED;
  return [...findings, { ...finding, message: `${finding.message} With this one, there are ${more} more.` }];
}

function namelessKey(key: YamlScalar, path: YamlPath): Finding {
  const complaint = `must have a string for a name, and ${found(key)}`;
  return refuseField('TDA002', [...path, key.text], key, complaint, `Write "${shownKey(key.text)}".`);
}

/** A file with an unknown key loads, and is refused at push. */
function unknownKey(key: YamlScalar, path: YamlPath, known: readonly string[]): Finding {
  const place = path.length === 0 ? 'a setting of Truss' : `a field of ${formatPath(path)}`;
  return {
    rule: 'TDA006',
    severity: 'error',
    message: `"${shownKey(key.text)}" is not ${place}: truss push refuses extra fields.`,
    path: [...path, key.text],
    span: key.span,
    hint: unknownKeyHint(key.text, path, known),
    stops: 'push',
  };
}

/** Fields that people write in a wrong place, each with its right place. */
const PLACES: readonly [field: string, from: string, to: string][] = [
  ['image', '', 'It belongs under base_image.'],
  ['predict_concurrency', '', 'It belongs under runtime.'],
  ['num_workers', '', 'Delete the line: since Truss 0.9.49 a server has one worker.'],
  ['num_workers', 'runtime', 'Delete the line: since Truss 0.9.49 a server has one worker.'],
  ['run_as_user_id', '', 'It belongs under docker_server.'],
  ['cpu', '', 'It belongs under resources.'],
  ['memory', '', 'It belongs under resources.'],
  ['accelerator', '', 'It belongs under resources.'],
  ['health_checks', '', 'It belongs under runtime.'],
  ['transport', '', 'It belongs under runtime.'],
  ['start_command', '', 'It belongs under docker_server.'],
  ['hf_cache', '', 'Delete it, or move its entries to weights: Truss reads model_cache alone.'],
  ['train', '', 'Training has a config of its own: see truss train.'],
];

/** The hint for an unknown key: often its name is right, but its place is wrong. */
function unknownKeyHint(key: string, path: YamlPath, known: readonly string[]): string {
  if (!isPlainKey(key)) return 'Write a space after the colon: YAML reads the whole text as a key.';
  const place = formatPath(path);
  if (key === 'secrets') return 'Move it to the left margin, next to base_image.';
  if (key === 'docker_auth') return 'It belongs under base_image.';
  if (AUTH_KEYS.includes(key) && place === 'base_image')
    return 'It belongs under docker_auth: indent it deeper.';
  const moved = PLACES.find(([field, from]) => field === key && from === place);
  if (moved) return moved[2];
  const guess = nearest(key, known);
  if (guess !== undefined) return `Did you mean "${guess}"?`;
  if (path.length === 0) return 'Delete it, or move it under model_metadata, which accepts any key.';
  return `Allowed keys: ${known.join(', ')}.`;
}

const AUTH_KEYS: readonly string[] = ['auth_method', ...authFields(LATEST_TRUSS)];
