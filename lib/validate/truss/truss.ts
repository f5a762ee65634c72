import type { Finding } from '../finding.ts';
import { childOf, type YamlMap } from '../yaml/node.ts';
import type { YamlReading } from '../yaml/yaml.ts';
import { Shapes } from './compile.ts';
import { found, refuseField, unknown } from './refusal.ts';
import { TrussReport } from './report.ts';
import { isTrue, isTruthy } from './scalars.ts';
import { LATEST_TRUSS, type TrussVersion } from './version.ts';

/** Returns all errors of Truss itself: at load, and at push. */
export function trussFindings(reading: YamlReading, version: TrussVersion = LATEST_TRUSS): Finding[] {
  if ('problem' in reading) {
    const { message, span, hint } = reading.problem;
    const finding: Finding = { rule: 'TDA001', severity: 'error', message, path: [], span, stops: 'load' };
    return [hint === undefined ? finding : { ...finding, hint }];
  }
  const { root } = reading;
  // Everything that is false for Python counts as an empty config.
  if (!isTruthy(root)) return [];
  if (root.kind !== 'map')
    return [
      refuseField(
        'TDA002',
        [],
        root,
        `must be a mapping of settings, and ${found(root)}`,
        'Start with "base_image:".',
      ),
    ];
  const report = new TrussReport();
  refuseNoCache(root, report);
  shapesOf(version).of('TrussConfig')(withoutLegacyCache(root), [], report);
  if (report.exhausted) report.add(unknown([], root, 'has too many values to be checked'));
  return report.findings;
}

/** Truss reads hf_cache as model_cache. If both are present, hf_cache is an unknown key. */
function withoutLegacyCache(root: YamlMap): YamlMap {
  if (!childOf(root, 'hf_cache') || childOf(root, 'model_cache')) return root;
  const entries = root.entries
    // Everything that is false for Python becomes an empty list.
    .filter(({ key, value }) => key.text !== 'hf_cache' || isTruthy(value))
    .map((entry) =>
      entry.key.text === 'hf_cache' ? { ...entry, key: { ...entry.key, text: 'model_cache' } } : entry,
    );
  return { ...root, entries };
}

/** Truss checks this before its model. */
function refuseNoCache(root: YamlMap, report: TrussReport): void {
  const noCache = childOf(childOf(root, 'build'), 'no_cache');
  if (noCache?.kind === 'scalar' && noCache.type === 'boolean' && isTrue(noCache))
    report.refuse(
      'TDA007',
      ['build', 'no_cache'],
      noCache,
      'cannot be true in config.yaml',
      'Pass --no-cache on the command line instead.',
    );
}

/** The shapes depend on the version alone, and take longer to make than a file takes to check. */
function shapesOf(version: TrussVersion): Shapes {
  const known = shapes.get(version.assumeRole);
  if (known) return known;
  const made = new Shapes(version);
  shapes.set(version.assumeRole, made);
  return made;
}

const shapes = new Map<boolean, Shapes>();
