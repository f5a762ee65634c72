import type { AddedValue, Change, FileOutcome, Finding } from './finding.ts';
import type { Validation } from './validation.ts';
import type { YamlMap, YamlNode, YamlScalar } from './yaml/node.ts';
import type { YamlReading } from './yaml/yaml.ts';

/** A file that was read and checked. */
export interface Checked {
  reading: YamlReading;
  validation: Validation;
}

/**
 * A fix is safe if only the fixed places have changed, the findings are gone, no verdict is worse, and no error is new.
 */
export function isSafeFix(before: Checked, fixed: readonly Finding[], after: Checked): boolean {
  const [was, is] = [before.validation, after.validation];
  if (isWorse(was.load, is.load) || isWorse(was.push, is.push) || is.omitted > 0) return false;
  return (
    goneFrom(fixed, was.findings, is.findings) &&
    // For an unreadable file there was nothing to compare.
    ('problem' in before.reading || newErrors(was.findings, is.findings) === 0) &&
    readsAsBefore(
      before.reading,
      after.reading,
      fixed.flatMap(({ fix }) => (fix ? [fix.change] : [])),
    )
  );
}

function isWorse(was: FileOutcome, is: FileOutcome): boolean {
  return was === true ? is !== true : was === 'unknown' && is === false;
}

/** A renamed key gets another path, so the findings of each rule are counted too. */
function goneFrom(fixed: readonly Finding[], was: readonly Finding[], is: readonly Finding[]): boolean {
  const left = new Set(is.map(placeOf));
  const count = (findings: readonly Finding[], rule: string) =>
    findings.filter((finding) => finding.rule === rule).length;
  return fixed.every(
    (finding) =>
      !left.has(placeOf(finding)) &&
      count(is, finding.rule) <= count(was, finding.rule) - count(fixed, finding.rule),
  );
}

function newErrors(was: readonly Finding[], is: readonly Finding[]): number {
  const known = new Set(was.map(placeOf));
  return is.filter((finding) => finding.severity === 'error' && !known.has(placeOf(finding))).length;
}

function placeOf({ rule, path }: Finding): string {
  return `${rule} ${JSON.stringify(path)}`;
}

function readsAsBefore(before: YamlReading, after: YamlReading, changes: readonly Change[]): boolean {
  if (!('root' in after)) return false;
  if (!('root' in before)) return changes.every(({ kind }) => kind === 'readable');
  return new Comparison(changes).holds(before.root, after.root);
}

/** Compares two trees: every expected change occurs once, and there is no other difference. */
class Comparison {
  readonly #open: Set<Change>;
  readonly #rewrites = new Map<YamlNode, Change & { kind: 'rewrite' }>();

  constructor(changes: readonly Change[]) {
    this.#open = new Set(changes);
    for (const change of changes) if (change.kind === 'rewrite') this.#rewrites.set(change.node, change);
  }

  holds(before: YamlNode, after: YamlNode): boolean {
    return this.#same(before, after) && this.#open.size === 0;
  }

  #same(before: YamlNode, after: YamlNode): boolean {
    if (before.kind === 'scalar') return after.kind === 'scalar' && this.#sameScalar(before, after);
    if (before.kind === 'map') return after.kind === 'map' && this.#sameMap(before, after);
    return (
      after.kind === 'list' &&
      before.set === after.set &&
      before.items.length === after.items.length &&
      before.items.every((item, index) => {
        const other = after.items[index];
        return other !== undefined && this.#same(item, other);
      })
    );
  }

  #sameScalar(before: YamlScalar, after: YamlScalar): boolean {
    const change = this.#rewrites.get(before);
    if (!change) return before.type === after.type && before.text === after.text;
    // A node that is visited twice is an alias: the fix would change other places too.
    return this.#open.delete(change) && after.type === 'string' && after.text === change.text;
  }

  #sameMap(before: YamlMap, after: YamlMap): boolean {
    const added = [...this.#open].filter(
      (change) => change.kind === 'add' && before.entries.includes(change.beside),
    );
    let next = 0;
    for (const { key, value } of after.entries) {
      const known = before.entries[next];
      const change = added.find(
        (one) => one.kind === 'add' && one.name === key.text && isAdded(value, one.value),
      );
      if (change && key.type === 'string' && known?.key.text !== key.text) {
        if (!this.#open.delete(change) || isTwice(after, key)) return false;
        continue;
      }
      if (!known || !this.#same(known.key, key) || !this.#same(known.value, value)) return false;
      if (known.key.text !== key.text && isTwice(after, key)) return false;
      next++;
    }
    return next === before.entries.length;
  }
}

/** Truss keeps the last of two entries with one name, so a fix that makes a second one loses a value. */
function isTwice({ entries }: YamlMap, { text }: YamlScalar): boolean {
  return entries.filter(({ key }) => key.text === text).length > 1;
}

function isAdded(node: YamlNode, value: AddedValue): boolean {
  if (value === null) return node.kind === 'scalar' && node.type === 'null';
  if (typeof value === 'string')
    return node.kind === 'scalar' && node.type === 'string' && node.text === value;
  const [entry, ...others] = node.kind === 'map' ? node.entries : [];
  return entry?.key.text === value.name && others.length === 0 && isAdded(entry.value, value.value);
}
