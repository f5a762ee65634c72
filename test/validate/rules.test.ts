import { describe, expect, it } from 'vitest';
import { RULES } from '../../lib/validate/catalogue.ts';
import { validateFalMapping } from '../../lib/validate/fal/validate.ts';
import { applyEdits } from '../../lib/validate/fixes.ts';
import { keptSecrets } from '../../lib/validate/model/kept-secrets.ts';
import type { RuleInfo } from '../../lib/validate/rule.ts';
import { LINTS } from '../../lib/validate/rules/index.ts';
import { validateConfig } from '../../lib/validate/validate.ts';
import { readYaml } from '../../lib/validate/yaml/yaml.ts';

/** The text as the rule's own kind of file, with the registries.yml of its examples at hand. */
function validate(rule: RuleInfo, text: string) {
  if (rule.id.startsWith('FAL')) return validateFalMapping(text);
  const kept = rule.registries === undefined ? undefined : keptSecrets(readYaml(rule.registries));
  return validateConfig(text, { kept });
}

function found(rule: RuleInfo, text: string) {
  return validate(rule, text).findings.filter((finding) => finding.rule === rule.id);
}

describe.each(RULES)('$id $title', (rule) => {
  it('finds its example', () => {
    expect(found(rule, rule.caught)).not.toEqual([]);
  });

  it('finds nothing in the example as it should be', () => {
    expect(found(rule, rule.passed)).toEqual([]);
  });

  it('says what to do', () => {
    const [finding] = found(rule, rule.caught);
    expect(finding?.hint ?? finding?.fix).toBeDefined();
  });

  it('points at something in the text', () => {
    for (const { span } of found(rule, rule.caught)) {
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeLessThanOrEqual(rule.caught.length);
      expect(span.end).toBeGreaterThanOrEqual(span.start);
    }
  });
});

describe('The examples as they should be', () => {
  it.each(RULES)('$id: have neither errors nor warnings of any other rule', (rule) => {
    const { findings } = validate(rule, rule.passed);
    // Two rules are about REGISTRY_SECRET itself, which has a warning of its own.
    const others = findings.filter(({ severity, rule: id }) => severity !== 'info' && id !== 'TDA109');
    expect(others).toEqual([]);
  });
});

describe.each(RULES.filter(({ fixable }) => fixable))('The fix of $id', (rule) => {
  it('makes the finding go away, and brings no other', () => {
    const before = found(rule, rule.caught);
    const fixed = applyEdits(
      rule.caught,
      before.flatMap(({ fix }) => fix?.edits ?? []),
    );
    expect(found(rule, fixed)).toEqual([]);
    expect(validate(rule, fixed).findings.length).toBeLessThan(validate(rule, rule.caught).findings.length);
  });
});

describe('The list of rules', () => {
  it('is in order, and has no id twice', () => {
    const ids = RULES.map(({ id }) => id);
    const byArea = [...new Set(ids)].toSorted(
      (one, other) => order(one) - order(other) || (one < other ? -1 : 1),
    );
    expect(ids).toEqual(byArea);
  });

  it('tells about every rule that is checked', () => {
    expect(RULES.map(({ id }) => id)).toEqual(expect.arrayContaining(LINTS.map(({ id }) => id)));
  });

  it('offers a fix exactly where a rule says that it does', () => {
    for (const rule of RULES) {
      expect([rule.id, found(rule, rule.caught).some(({ fix }) => fix)]).toEqual([
        rule.id,
        rule.fixable === true,
      ]);
    }
  });
});

function order(id: string): number {
  return id.startsWith('TDA') ? 0 : 1;
}
