import fc from 'fast-check';
import { DOCS_EXAMPLES } from '../../lib/validate/docs-examples.ts';

/** Pieces of YAML that go together badly. */
const PIECES = [
  'a',
  'b: ',
  '- ',
  '? ',
  ': ',
  ', ',
  '[',
  ']',
  '{',
  '}',
  '\n',
  '\r\n',
  '\n  ',
  '\n    ',
  '"',
  "'",
  '"x"',
  '|\n  t',
  '>-\n  t',
  '# c',
  '\t',
  '&a ',
  '*a ',
  '!!str ',
  '!x ',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '<<: ',
  '=',
  'yes',
  '10:30',
  '2024-13-45',
  '\u0007',
  '\u2028',
  '\uFEFF',
  '\uD800',
  'é🐋',
  'docker_auth: ',
  'auth_method: aws_iam',
  'registry: https://ghcr.io/x',
  'secrets:\n  docker_registry_ghcr.io: null\n',
  'base_image:\n  image: ghcr.io/a/b\n',
];

/** Any text at all, as long as it has a chance to be YAML. */
export const anyYaml = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 14 })
  .map((pieces) => pieces.join(''));

/** The tags of PyYAML, without !!. */
export const YAML_TAGS = [
  'str',
  'int',
  'float',
  'bool',
  'null',
  'binary',
  'timestamp',
  'seq',
  'map',
  'set',
  'omap',
  'pairs',
];
const BEFORE_VALUE = ['', '- ', 'a: ', 'a: ! ', '? ', '[', ...YAML_TAGS.map((tag) => `a: !!${tag} `)];
const PARTS_OF_VALUES = [
  ...[
    '0',
    '1',
    '7',
    '9',
    '-',
    '+',
    '_',
    '.',
    ':',
    'e',
    'E',
    'x',
    'b',
    'o',
    'f',
    'inf',
    'nan',
    '.inf',
    '.NaN',
    '１',
  ],
  ...[
    '2024',
    '-01',
    '-1',
    'T',
    'Z',
    ' ',
    '12:30:00',
    '+05',
    '\\n',
    '\\',
    '"',
    "'",
    '=',
    'aGk',
    '==',
    '\n',
    '\n  ',
  ],
  ...[
    '|\n ',
    '>-\n ',
    '{=: ',
    '{',
    '}',
    '[',
    ']',
    'a: b',
    ', ',
    '\\ud83d',
    '\\udc0b',
    '\\u0041',
    '\\x4',
    '\ufeff',
    '#',
  ],
  ...[
    '---',
    '...',
    '\r',
    '\x85',
    '&a ',
    '*a',
    '!',
    '!!',
    '!<tag:yaml.org,2002:str> ',
    '%TAG !e! x:\n',
    '%x\n',
    '?',
  ],
];

/** One value of any type, with whatever may be wrong with it. */
export const anyValue = fc
  .tuple(fc.constantFrom(...BEFORE_VALUE), fc.array(fc.constantFrom(...PARTS_OF_VALUES), { maxLength: 7 }))
  .map(([before, parts]) => before + parts.join(''));

/** A file that was well, with a few characters taken out or put in. */
export const brokenExample = broken(fc.constantFrom(...Object.values(DOCS_EXAMPLES)));

function broken(whole: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const wounds = fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom(...PIECES, '')), {
    minLength: 1,
    maxLength: 4,
  });
  return fc.tuple(whole, wounds).map(([text, places]) =>
    places.reduce((rest, [place, length, piece]) => {
      const at = place % (rest.length + 1);
      return rest.slice(0, at) + piece + rest.slice(at + length);
    }, text),
  );
}

const VALUES = [
  ...[
    '',
    ' a',
    ' b c',
    ' "d: e"',
    " 'it''s'",
    ' "\\u0041\\n"',
    ' 5',
    ' yes',
    ' ~',
    ' 1:30',
    ' 2024-01-01',
    ' a#b',
  ],
  ...[
    ' [a, "b",\n        c]',
    ' {a: 1, "b": , c: [ ]}',
    ' {"a":[1,{b: c}]}',
    ' f\n          g',
    ' "h\n          i"',
  ],
  ...[
    ' |\n          j\n\n          k',
    ' >-\n          l\n',
    ' |+\n          m\n\n',
    ' [a: b]',
    ' {a, b}',
    ' !!str 5',
    ' &x 5',
  ],
];
const BETWEEN = ['', '', ' # c', '\n', '\n# c\n', '\n      # c'];

/** Keys, lists and values in all the ways of writing them, with now and then something that is less usual. */
const { tree } = fc.letrec<{ tree: string; map: string; list: string }>((tie) => {
  const items = (key: fc.Arbitrary<string>) =>
    fc
      .array(fc.tuple(key, tie('tree'), fc.constantFrom(...BETWEEN)), { minLength: 1, maxLength: 3 })
      .map((all) => all.map((parts) => parts.join('')).join('\n'));
  return {
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(...VALUES),
      tie('map'),
      tie('list'),
    ),
    map: items(fc.constantFrom('a:', '"b":', 'c d :', "'e':", '5:')).map(deeper),
    list: fc.oneof(items(fc.constant('-')), items(fc.constant('- f:'))).map(deeper),
  };
});

function deeper(lines: string): string {
  return `\n${lines}`.replaceAll('\n', '\n  ');
}

/** Whole files of all shapes, and what becomes of them when a few characters go or come. */
export const anyTree = fc
  .tuple(fc.constantFrom('', '---', '--- # c', '# c\n', '\uFEFF'), tree, fc.constantFrom('', '\n# c'))
  .map((parts) => parts.join(''));
export const brokenTree = broken(anyTree);

const ECR = '123456789012.dkr.ecr.us-west-2.amazonaws.com';

/** A config that Truss reads, with any of the slips that can be mended. */
export const mendableConfig = fc
  .record({
    image: fc.constantFrom(`${ECR}/a:1`, `https://${ECR}/a:1`, 'ghcr.io/a/b', 'acme/llama:1'),
    registry: fc.constantFrom(undefined, ECR, `https://${ECR}`, `${ECR}/`, 'registry-1.docker.io', 'GHCR.io'),
    method: fc.constantFrom('AWS_IAM', 'aws_iam', 'aws_oidc', 'AWS_OIDC'),
    region: fc.constantFrom('us-west-2', 'us-east-1', 'us-west-2a'),
    secret: fc.constantFrom(
      undefined,
      'DOCKER_REGISTRY_docker.io',
      'docker_registry_ghcr.io',
      'DOCKER_REGISTRY_https://ghcr.io',
      'x',
    ),
    quote: fc.constantFrom('', '"', "'"),
    ending: fc.constantFrom('\n', '\r\n'),
    comment: fc.constantFrom('', ' # why'),
    last: fc.boolean(),
  })
  .map(({ image, registry, method, region, secret, quote, ending, comment, last }) => {
    const quoted = (value: string) => `${quote}${value}${quote}${comment}`;
    const lines = [
      'base_image:',
      `  image: ${quoted(image)}`,
      '  docker_auth:',
      `    auth_method: ${quoted(method)}`,
      ...(registry === undefined ? [] : [`    registry: ${quoted(registry)}`]),
      ...(/oidc/i.test(method)
        ? [
            '    aws_oidc_role_arn: arn:aws:iam::123456789012:role/r',
            `    aws_oidc_region: ${quoted(region)}`,
          ]
        : []),
      ...(secret === undefined ? [] : ['secrets:', `  ${quote}${secret}${quote}: null${comment}`]),
    ];
    return lines.join(ending) + (last ? ending : '');
  });
