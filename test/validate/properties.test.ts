import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../lib/validate/finding.ts';
import { fixAll } from '../../lib/validate/fix.ts';
import { applyEdits } from '../../lib/validate/fixes.ts';
import { OUTPUT_FORMATS } from '../../lib/validate/formats/index.ts';
import { authFields, authMethods, mayBeNull, methodRules } from '../../lib/validate/truss/auth-methods.ts';
import { trussFindings } from '../../lib/validate/truss/truss.ts';
import { LATEST_TRUSS, parseTrussVersion } from '../../lib/validate/truss/version.ts';
import { configChecker, validateConfig } from '../../lib/validate/validate.ts';
import { readYaml } from '../../lib/validate/yaml/yaml.ts';
import { anyYaml, brokenExample, mendableConfig } from './arbitrary-config.ts';

const anyText = fc.oneof(anyYaml, brokenExample, fc.string({ unit: 'binary' }));

describe('Whatever the file', () => {
  it('is answered, and every place lies in it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { span, fix } of validateConfig(text).findings) {
          for (const place of [span, ...(fix?.edits ?? []).map((edit) => edit.span)]) {
            expect(place.start).toBeGreaterThanOrEqual(0);
            expect(place.end).toBeGreaterThanOrEqual(place.start);
            expect(place.end).toBeLessThanOrEqual(text.length);
          }
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('can be said in every format', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...Object.values(OUTPUT_FORMATS)), (text, format) => {
        expect(format([{ path: 'config.yaml', ...validateConfig(text) }], { colours: false })).not.toContain(
          'undefined',
        );
      }),
    );
  });

  it('is refused where a finding says so, and nowhere else', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { load, push, findings, omitted } = validateConfig(text);
        if (omitted === 0) expect({ load, push }).toEqual(verdictOf(findings));
      }),
    );
  });
});

describe('How a file is written', () => {
  const verdict = (text: string) => {
    const { load, push, findings } = validateConfig(text);
    return { load, push, rules: findings.map(({ rule }) => rule).toSorted() };
  };

  it.each<[string, (text: string) => string]>([
    ['a byte order mark', (text) => `\uFEFF${text}`],
    ['the line ending', (text) => text.replace(/\r?\n/g, '\r\n')],
    ['a comment at the top', (text) => `# a comment\n${text}`],
    ['a document marker', (text) => `---\n${text}`],
    ['a deeper indentation', (text) => text.replace(/^ +/gm, (spaces) => spaces.repeat(2))],
    ['empty lines', (text) => text.replaceAll('\n', '\n\n')],
  ])('does not change the verdict: %s', (_, rewrite) => {
    fc.assert(
      fc.property(mendableConfig, (text) => {
        expect(verdict(rewrite(text))).toEqual(verdict(text));
      }),
    );
  });
});

describe('A fix', () => {
  it('makes its finding go away', () => {
    fc.assert(
      fc.property(mendableConfig, (text) => {
        for (const { rule, path, fix } of validateConfig(text).findings) {
          if (!fix) continue;
          const after = validateConfig(applyEdits(text, fix.edits)).findings;
          expect(after.filter((finding) => finding.rule === rule && `${finding.path}` === `${path}`)).toEqual(
            [],
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('leaves nothing to fix, and no worse a verdict', () => {
    fc.assert(
      fc.property(fc.oneof(mendableConfig, anyText), (text) => {
        const before = validateConfig(text);
        const { validation: after } = fixAll(text, configChecker());
        expect(fixAll(after.text, configChecker()).applied).toEqual([]);
        expect(after.findings.filter(({ fix }) => fix)).toEqual([]);
        expect([!before.load || after.load, !before.push || after.push]).toEqual([true, true]);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every comment', () => {
    fc.assert(
      fc.property(mendableConfig, (text) => {
        const comments = (one: string) => one.match(/#.*/g)?.length ?? 0;
        expect(comments(fixAll(text, configChecker()).validation.text)).toBe(comments(text));
      }),
    );
  });
});

describe('Any block that is made from the table of methods', () => {
  const versions = [LATEST_TRUSS, parseTrussVersion('0.18.26') ?? LATEST_TRUSS];

  /** Every field absent, null, empty or with something in it, under every method of a version. */
  const block = fc.constantFrom(...versions).chain((version) =>
    fc.record({
      version: fc.constant(version),
      method: fc.constantFrom(...authMethods(version)),
      fields: fc.dictionary(
        fc.constantFrom(...authFields(version)),
        fc.constantFrom<string | null>('', ' ', 'x', null),
      ),
    }),
  );

  it('is judged as the table says', () => {
    fc.assert(
      fc.property(block, ({ version, method, fields }) => {
        const text = JSON.stringify({
          base_image: { image: 'i', docker_auth: { auth_method: method, ...fields } },
        });
        const { required, forbidden } = methodRules(method, version);
        const present = (field: string) =>
          fields[field] !== undefined && fields[field] !== null && fields[field] !== '';
        const typed = authFields(version).every((field) => fields[field] !== null || mayBeNull(field));
        const accepted = typed && required.every(present) && !forbidden.some(present);
        expect(verdictOf(trussFindings(readYaml(text), version))).toEqual({ load: accepted, push: accepted });
      }),
      { numRuns: 2_000 },
    );
  });
});
