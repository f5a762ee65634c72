import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../lib/docker-auth/fixes.ts';
import { keptSecrets } from '../../lib/docker-auth/kept-secrets.ts';
import { LINTS } from '../../lib/docker-auth/lints/index.ts';
import type { RuleInfo } from '../../lib/docker-auth/lints/rule.ts';
import { RULES } from '../../lib/docker-auth/rules.ts';
import { validateConfig } from '../../lib/docker-auth/validate.ts';

/** What the rule finds in a text, with the registries.yml of its examples at hand. */
function found(rule: RuleInfo, text: string) {
  const kept = rule.registries === undefined ? undefined : keptSecrets(rule.registries);
  return validateConfig(text, { kept }).findings.filter((finding) => finding.rule === rule.id);
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
      expect(span.end).toBeGreaterThan(span.start);
    }
  });
});

describe('The examples as they should be', () => {
  it.each(RULES)('$id: have neither errors nor warnings of any other rule', (rule) => {
    const kept = rule.registries === undefined ? undefined : keptSecrets(rule.registries);
    const { findings } = validateConfig(rule.passed, { kept });
    // Two rules are about REGISTRY_SECRET itself, which has a warning of its own.
    const others = findings.filter(({ severity, rule: id }) => severity !== 'info' && id !== 'TDA109');
    expect(others).toEqual([]);
  });
});

describe.each(LINTS.filter(({ fixable }) => fixable))('The fix of $id', (rule) => {
  it('makes the finding go away, and brings no other', () => {
    const before = found(rule, rule.caught);
    const fixed = applyEdits(
      rule.caught,
      before.flatMap(({ fix }) => fix?.edits ?? []),
    );
    expect(found(rule, fixed)).toEqual([]);
    expect(validateConfig(fixed).findings.length).toBeLessThan(validateConfig(rule.caught).findings.length);
  });
});

describe('The list of rules', () => {
  it('is in order, and has no id twice', () => {
    const ids = RULES.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted());
  });

  it('offers a fix exactly where a rule says that it does', () => {
    for (const rule of LINTS) {
      expect([rule.id, found(rule, rule.caught).some(({ fix }) => fix)]).toEqual([
        rule.id,
        rule.fixable === true,
      ]);
    }
  });
});
