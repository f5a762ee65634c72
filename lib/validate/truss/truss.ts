import type { Finding } from '../finding.ts';
import { childOf, isNull, type YamlNode } from '../yaml/node.ts';
import type { Reading } from '../yaml/yaml.ts';
import { configModel } from './config-model.ts';
import { found, refuse } from './refusal.ts';
import type { Shape } from './shapes.ts';
import { LATEST_TRUSS, type TrussVersion } from './version.ts';

/** Everything that Truss itself refuses in a file: while it loads it, and when it is pushed. */
export function trussFindings(reading: Reading, version: TrussVersion = LATEST_TRUSS): Finding[] {
  if ('problem' in reading) {
    const { message, span, hint } = reading.problem;
    const finding: Finding = { rule: 'TDA001', severity: 'error', message, path: [], span, stops: 'load' };
    return [hint === undefined ? finding : { ...finding, hint }];
  }
  const { root } = reading;
  if (isNothing(root)) return [];
  if (root.kind !== 'map')
    return [
      refuse(
        'TDA002',
        [],
        root,
        `must be a mapping of settings, and ${found(root)}`,
        'Start with "base_image:".',
      ),
    ];
  return [...crashes(root), ...modelOf(version)(root, [])];
}

/** Whatever is false to Python counts as an empty config. */
function isNothing(node: YamlNode): boolean {
  if (node.kind === 'map') return node.entries.length === 0;
  if (node.kind === 'list') return node.items.length === 0;
  switch (node.type) {
    case 'null':
      return true;
    case 'boolean':
      return /^(?:no|false|off)$/i.test(node.text);
    case 'integer':
    case 'float':
      return /^[-+]?[0_.:bx]*$/.test(node.text);
    default:
      return node.text === '';
  }
}

/** What Truss trips over before its model is even asked. Its own message is a Python traceback. */
function crashes(root: YamlNode): Finding[] {
  const findings: Finding[] = [];
  for (const name of ['environment_variables', 'runtime']) {
    const node = childOf(root, name);
    if (isNull(node) && node)
      findings.push(
        refuse(
          'TDA002',
          [name],
          node,
          'must be a mapping, and this is empty (null)',
          `Write "${name}: {}", or delete the line.`,
        ),
      );
  }
  const noCache = childOf(childOf(root, 'build'), 'no_cache');
  if (noCache?.kind === 'scalar' && noCache.type === 'boolean' && /^(?:yes|true|on)$/i.test(noCache.text))
    findings.push(
      refuse(
        'TDA007',
        ['build', 'no_cache'],
        noCache,
        'cannot be true in config.yaml',
        'Pass --no-cache on the command line instead.',
      ),
    );
  return findings;
}

/** The model depends on the version alone, and takes longer to build than a file takes to check. */
function modelOf(version: TrussVersion): Shape {
  const known = models.get(version.assumeRole);
  if (known) return known;
  const made = configModel(version);
  models.set(version.assumeRole, made);
  return made;
}

const models = new Map<boolean, Shape>();
