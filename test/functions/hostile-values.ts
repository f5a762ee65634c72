import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { YamlNode, YamlScalar } from '../../lib/validate/yaml/node.ts';
import { readYaml } from '../../lib/validate/yaml/yaml.ts';

/** Pieces that patterns repeat: digits, words, blanks, the punctuation of numbers, hosts, addresses and credentials. */
export const PIECES = [
  ...[
    '1',
    '0',
    '_',
    '1_',
    '1.',
    '.',
    ':',
    '1:',
    'e+',
    '-',
    '+',
    '=',
    '/',
    ' ',
    ',',
    '@',
    '%',
    '$',
    '<',
    '{',
    '{{',
    '#',
  ],
  ...[
    'a',
    'A',
    'aA1',
    'aA1+',
    'a.',
    'a/',
    'a-',
    'a:',
    'a@',
    ' a',
    '${',
    '//',
    '://a:',
    '٣',
    'é',
    '🐋',
    'TDA502,',
    '/secrets/',
  ],
];

interface Case {
  place: string;
  yaml: string;
}

/** One file for each place where Truss's model takes a value, and for each place that a rule reads besides. */
export function places(): Case[] {
  const rows: Case[] = JSON.parse(
    gunzipSync(readFileSync('test/conformance/truss-fields.json.gz')).toString(),
  );
  const known = new Map(rows.map(({ place, yaml }) => [place, yaml]));
  const auth = (line: string) => `base_image:\n  image: ghcr.io/a/b:1\n  docker_auth:\n    ${line}\n`;
  return [
    ...[...known].map(([place, yaml]) => ({ place, yaml })),
    ...[
      'secret_name',
      'aws_oidc_role_arn',
      'gcp_oidc_service_account',
      'gcp_oidc_workload_id_provider',
      'unknown',
    ].map((field) => ({ place: field, yaml: auth(`${field}: x`) })),
    { place: 'key of a secret', yaml: 'secrets:\n  x: null\n' },
    { place: 'key of docker_auth', yaml: auth('x: null') },
    { place: 'comment', yaml: 'secrets:\n  a: 5 # pullkeeper-ignore x\n' },
    { place: 'first line', yaml: 'x' },
  ];
}

/** The file with its last value, or its last "x", as long as it may get, and one character that fits no pattern behind it. */
export function withRun({ yaml }: Case, piece: string, length: number): string {
  const run = `${piece.repeat(Math.floor(length / piece.length))}!`;
  const reading = readYaml(yaml);
  const last = 'root' in reading ? scalars(reading.root).at(-1) : undefined;
  const x = yaml.lastIndexOf('x');
  const { start, end } = last && !yaml.includes(' x') ? last.span : { start: x, end: x + 1 };
  const quoted = yaml.includes('#') ? run : `"${run}"`;
  return yaml.slice(0, start) + quoted + yaml.slice(end);
}

function scalars(node: YamlNode): YamlScalar[] {
  if (node.kind === 'scalar') return [node];
  if (node.kind === 'list') return node.items.flatMap(scalars);
  return node.entries.flatMap(({ value }) => scalars(value));
}

const numbered = (count: number, line: (index: number) => string, between = '\n') =>
  Array.from({ length: count }, (_, index) => line(index)).join(between);

const ECR = '123456789012.dkr.ecr.us-west-2.amazonaws.com';
const FIXABLE = `base_image:\n  image: https://${ECR}/a:1\n  docker_auth:\n    auth_method: aws_iam\n`;

/** Files that have many of one thing, each close to what a body holds. */
export const MANY: Readonly<Record<string, string>> = {
  items: `requirements: [${'1,'.repeat(131_000)}]`,
  'lines of a list': `requirements:\n${'- 1\n'.repeat(65_000)}`,
  keys: numbered(20_000, (i) => `k${i}: 1`),
  'misspelt secrets': `secrets:\n${numbered(6_500, (i) => `  docker_registry_a${i}.example.com: x`)}`,
  credentials: `environment_variables:\n${numbered(6_000, (i) => `  T${i}: ${['h', 'f_'].join('')}${'aB3'.repeat(8)}`)}`,
  'wrong mappings': `weights: [${numbered(9_000, () => '{source: x, mount: 1}', ',')}]`,
  'aliases of a mapping': `a: &a {source: x}\nweights: [${'*a,'.repeat(40_000)}]`,
  'fixes in a small file': `${FIXABLE}    registry: &r https://${ECR}\nx: *r\nsecrets:\n${numbered(480, (i) => `  docker_registry_a${i}.io: null`)}`,
  'fixes in a large file': `${FIXABLE}    registry: https://${ECR}\nsecrets:\n${numbered(5_000, (i) => `  docker_registry_a${i}.io: null`)}`,
  'keys that come twice': 'aaaa: 1\n'.repeat(32_000),
  'control characters': numbered(250, (i) => `"k${i}${'\\u001b'.repeat(160)}": 1`),
  'waived findings': `secrets:\n${numbered(5_000, (i) => `  a${i}: 5 # pullkeeper-ignore TDA502`)}`,
  'secrets that are read': `build_commands:\n${numbered(9_000, (i) => `- cat /secrets/a${i}`)}`,
};
