import { describe, expect, it } from 'vitest';
import type { YamlNode } from '../../lib/validate/yaml/node.ts';
import { readYaml } from '../../lib/validate/yaml/yaml.ts';

/** What PyYAML 6.0.3 makes of the value, by type and text. */
function value(text: string): string {
  const reading = readYaml(`key: ${text}\n`);
  if ('problem' in reading) return 'refused';
  const node = reading.root.kind === 'map' ? reading.root.entries[0]?.value : undefined;
  return describeNode(node);
}

function describeNode(node: YamlNode | undefined): string {
  return node?.kind === 'scalar' ? `${node.type} ${node.text}`.trim() : (node?.kind ?? 'nothing');
}

describe('A value', () => {
  it.each([
    ['yes', 'boolean yes'],
    ['y', 'string y'],
    ['nO', 'string nO'],
    ['~', 'null ~'],
    ['', 'null'],
    ['NULL', 'null NULL'],
    ['0777', 'integer 0777'],
    ['08', 'string 08'],
    ['0o777', 'string 0o777'],
    ['1_000', 'integer 1_000'],
    ['10:30', 'integer 10:30'],
    ['123:5000', 'string 123:5000'],
    ['1:30.5', 'float 1:30.5'],
    ['1e3', 'string 1e3'],
    ['1.0e+3', 'float 1.0e+3'],
    ['-.5', 'string -.5'],
    ['.inf', 'float .inf'],
    ['2024-01-01', 'timestamp 2024-01-01'],
    ['2024-1-1', 'string 2024-1-1'],
    ['2024-02-30', 'refused'],
    ['0x_', 'refused'],
    ['<<', 'refused'],
    ['=', 'refused'],
    ['"="', 'string ='],
    ['! 5', 'integer 5'],
    ['!!str 5', 'string 5'],
    ['!!int x', 'refused'],
    ['!!binary Z2hjci5pbw==', 'binary ghcr.io'],
    ['!!binary /w==', 'undecodable /w=='],
    ['!!binary aGk=x', 'binary hi'],
    ['!!binary a===', 'refused'],
    ['!!binary aG=k', 'refused'],
    ['!!binary aGk=é', 'refused'],
    ['!!set {a, b}', 'list'],
    ['!!omap [a: b]', 'list'],
    ['!!omap [a]', 'refused'],
    ['!!map [a]', 'refused'],
    ['!<tag:yaml.org,2002:int> 5', 'integer 5'],
    ['!!b%6fol yEs', 'boolean yEs'],
    ['"a\\\n  b\n\n  c"', 'string ab\nc'],
    ["'a''b'", "string a'b"],
    ['|-\n  a\n\n', 'string a'],
    ['&a:', 'refused'],
    ['|#c', 'refused'],
    ['"a\n\tb"', 'string a b'],
    ['[-]', 'list'],
    ['[!!str]', 'refused'],
    ['!env X', 'refused'],
    ['"\\uD83D\\uDE00"', 'surrogates 😀'],
    ['{{X}}', 'refused'],
    ['a\tb', 'refused'],
    ['a # comment', 'string a'],
    ['[a?b]', 'refused'],
    ['[a,, b]', 'refused'],
    ['&a.b x', 'refused'],
    ['*nowhere', 'refused'],
    ['&a [*a]', 'list'],
  ])('%s', (text, expected) => {
    expect(value(text)).toBe(expected);
  });
});

describe('A file', () => {
  it.each([
    ['of one document', 'a: 1\n', true],
    ['of one document, marked', '---\na: 1\n...\n', true],
    ['of two', 'a: 1\n---\nb: 1\n', false],
    ['that begins with its end', '...\na: 1\n', false],
    ['with a byte order mark', '\uFEFFa: 1\n', true],
    ['indented behind a byte order mark', '\uFEFF  a: 1\n  b: 2\n', true],
    ['of one document with two ends', 'a: 1\n...\n...\n', true],
    ['with a directive behind its end', 'a: 1\n...\n%YAML 1.1\n', false],
    ['with a bell', 'a: "\u0007"\n', false],
    ['with old line endings', 'a: 1\rb: 2\r', true],
    ['with a directive', '%YAML 1.2\n---\na: 1\n', true],
    ['of a YAML to come', '%YAML 2.0\n---\na: 1\n', false],
    ['with an anchor twice', 'a: &x 1\nb: &x 2\n', false],
    ['with a key on two lines', 'a: {b\n: 1}\n', false],
    ['with no key at all', ': 1\n', false],
    ['with quotes that go on at the margin', 'a: "b\nc"\nd: 1\n', true],
    ['with quotes that go on at the margin, deeper in', "a:\n  b: 'c\n d'\n", true],
    ['with brackets that close at the margin', 'a:\n  b: [\n  c, # one\n  d\n]\n', true],
    ['with brackets that never close', 'a:\n  b: [\n  c\n', false],
    ['with quotes that never close', 'a: "b\nc\n', false],
    ['that nests deep', `a: ${'['.repeat(240)}${']'.repeat(240)}\n`, true],
    ['that nests too deep', `a: ${'['.repeat(260)}${']'.repeat(260)}\n`, false],
  ])('%s', (_, text, readable) => {
    expect('root' in readYaml(text)).toBe(readable);
  });

  it('keeps the place of every node', () => {
    const text = '# first\nbase_image:\n  image: "a" # one\n  list: [b, *c]\n'.replace('*c', 'c');
    const places: string[] = [];
    const visit = (node: YamlNode) => {
      places.push(text.slice(node.span.start, node.span.end));
      if (node.kind === 'list') node.items.forEach(visit);
      if (node.kind === 'map') for (const entry of node.entries) visit(entry.value);
    };
    const reading = readYaml(text);
    if ('root' in reading) visit(reading.root);
    expect(places.slice(1)).toEqual(['image: "a" # one\n  list: [b, c]', '"a"', '[b, c]', 'b', 'c']);
  });
});

describe('An alias', () => {
  const read = (text: string) => {
    const reading = readYaml(text);
    return 'root' in reading && reading.root.kind === 'map'
      ? reading.root.entries.map(({ value }) => value)
      : [];
  };

  it('is the node of its anchor, at its own place', () => {
    const [anchored, alias] = read('a: &x {b: c}\nd: *x\n');
    expect(alias).toEqual({ ...anchored, span: { start: 16, end: 18 } });
  });

  it('is marked, and so is all that it repeats', () => {
    const shared = (node: YamlNode | undefined) => node?.shared === true;
    const [anchored, alias, other] = read('a: &x [b]\nc: *x\nd: e\n');
    expect([anchored, alias, other].map(shared)).toEqual([true, true, false]);
    expect(anchored?.kind === 'list' && shared(anchored.items[0])).toBe(true);
  });

  it('ends a tree that contains itself', () => {
    const [node] = read('a: &x [b, *x]\n');
    expect(node).toMatchObject({ items: [{ text: 'b' }, { entries: [], recursive: true }] });
  });
});

describe('A number', () => {
  it.each([
    ['10:30', 630],
    ['0x1F', 31],
    ['017', 15],
    ['-0b11', -3],
    ['1_000', 1000],
    ['1.5e+3', 1500],
    ['-.inf', Number.NEGATIVE_INFINITY],
    ['.nan', Number.NaN],
    ['!!int "１２ "', 12],
    ['!!int "𝟘"', 0],
    ['!!float 1:30', 90],
  ])('has its value: %s', (text, number) => {
    expect(readYaml(text)).toMatchObject({ root: { number } });
  });

  it.each(['0x_', '!!int ""', '!!int 1.5', '!!float x', '!!int "\\x1c1"', `1${'0'.repeat(4300)}`])(
    'is refused: %.20s',
    (text) => {
      expect(readYaml(text)).toHaveProperty('problem');
    },
  );
});

describe('What is wrong', () => {
  it.each([
    ['a: [1\nb: 2\n', 'A "[" is never closed.', 3],
    ['a: {b: 1 "c": 2}\n', 'Expected "," or "}".', 12],
    ['a: 1\nb\nc: 2\n', 'Expected "key: value".', 5],
    ['a: "b" c\n', 'There is text after a complete value.', 7],
    ['a: {{ b }}\n', 'A mapping cannot be a key.', 4],
    ['a: *b\n', 'No anchor of this name comes before the alias.', 3],
    ['<<: *b\n', 'Truss cannot read "<<"', 0],
    ['a: 1\n---\nb: 2\n', 'A second document starts here', 5],
    ['...\na: 1\n', '"..." ends a YAML document', 0],
    ['a: |x\n', 'After "|", this line must end.', 3],
    ['a: "b\n', 'The quote that opens here is never closed.', 3],
    ['a: b: c\n', 'There is a ": " inside this value.', 3],
    ['a:\n  b: 1\n   c: 2\n', 'There is a ": " inside this value.', 8],
    ['a:1\nb: 2\n', 'Expected "key: value".', 0],
    ['a:\n   b: 1\n  c: 2\n', 'This line is not indented like the lines around it.', 13],
    ['a: @b\n', 'A value without quotes cannot start with "@".', 3],
    ['a: "\\q"\n', 'YAML has no such escape in double quotes.', 4],
    ['a:\tb\n', 'YAML does not allow a tab in this place.', 2],
  ])('is said in the terms of whoever wrote it: %j', (text, message, at) => {
    const reading = readYaml(text);
    expect(reading).toMatchObject({
      problem: { message: expect.stringContaining(message), hint: expect.any(String) },
    });
    if (at !== undefined) expect(reading).toMatchObject({ problem: { span: { start: at } } });
  });
});
