import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scan } from '../../lib/validate/yaml/pyyaml/scanner.ts';
import { readYaml } from '../../lib/validate/yaml/yaml.ts';
import { anyTree, anyYaml, brokenExample, brokenTree } from './arbitrary-config.ts';
import { DOCS_EXAMPLES } from './docs-examples.ts';

/** What is read off the tokens alone; nothing, for a file that is left to the composer. */
function ordinary(text: string) {
  const scanned = scan(text);
  return 'root' in scanned ? scanned.root : undefined;
}

describe('An ordinary file', () => {
  it('has the tree that the composer makes of it', () => {
    fc.assert(
      fc.property(fc.oneof(anyTree, brokenTree, brokenExample, anyYaml), (any) => {
        const text = `${any}\n`;
        const root = ordinary(text);
        fc.pre(root !== undefined);
        // The marker is nothing ordinary, and changes nothing before it.
        expect(readYaml(`${text}...\n`)).toMatchObject({ root });
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(Object.entries(DOCS_EXAMPLES))('is each of the docs: %s', (_, text) => {
    expect(ordinary(text)).toBeDefined();
  });

  it.each([
    ['written as JSON', '{"a": [1, {"b": null}], "c": "d"}'],
    ['with a marker at its top', '---\na: 1\n'],
    ['with long texts', 'a: |\n  b\nc: >-\n  d\ne: f\n  g\n'],
    ['with comments everywhere', '# a\nb: # c\n  - d # e\n  # f\n# g\n'],
    ['with empty values', 'a:\nb:\n  -\n  - c:\n'],
  ])('may be %s', (_, text) => {
    expect(ordinary(text)).toBeDefined();
  });

  it.each([
    ['a tag', 'a: !!str 5\n'],
    ['an anchor', 'a: &x 5\n'],
    ['a complex key', '? a\n: b\n'],
    ['a key of several lines', 'a: {"b\n c": d}\n'],
    ['a key that is far from its colon', `a${' '.repeat(1024)}: b\n`],
    ['a comma that is missing', 'a: {b: "c" "d": e}\n'],
    ['a directive', '%YAML 1.1\n---\na: 5\n'],
    ['a second document', 'a: 5\n---\nb: 5\n'],
    ['half of a character', 'a: "\\uD83D\\uDE00"\n'],
    ['a value that Truss cannot read', 'a: 2024-02-30\n'],
    ['anything wrong', 'a:\n   b: 1\n  c: 2\n'],
  ])('has nothing in it like %s', (_, text) => {
    expect(ordinary(text)).toBeUndefined();
  });
});
