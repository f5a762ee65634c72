import type { Finding } from '../finding.ts';
import { childOf, isNull, type YamlMap, type YamlNode } from '../yaml/node.ts';
import type { Path } from '../yaml/path.ts';
import { foundValue, refuse } from './refusal.ts';
import { integer, model, nullable, type Shape, string } from './shapes.ts';

/** What Truss asks of single values outside docker_auth (truss/base/truss_config.py, 0.18.26). */

export const pythonVersion = text(
  /^py3(?:9|1[0-4])$/,
  'must be one of py39, py310, py311, py312, py313 and py314',
);

const NUMBER = String.raw`\s*[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*`;

export const cpu = text(
  new RegExp(`^(?:${NUMBER}|[0-9.]*m)$`),
  'must be a number of cores, such as "4" or "500m"',
);

export const memory = text(
  new RegExp(`^(?:${NUMBER}|[0-9.]*(?:[kMGTPE]|[KMGTPE]i))$`),
  'must be a number with a unit, such as "2Gi" or "512Mi"',
);

const ACCELERATORS =
  'B10|T4|L4|A10G|V100|A100|A100_40GB|H100|H200|H100_40GB|B200|L40S|RTX_PRO_6000|B300|GB300';
const ACCELERATOR_EXPECTED = 'must be a GPU that Baseten has, such as "L4" or "H100:8"';

const acceleratorName = text(new RegExp(`^(?:${ACCELERATORS})$`), ACCELERATOR_EXPECTED);
const acceleratorSpec = text(
  new RegExp(`^\\s*(?:${ACCELERATORS})(?::0*[1-9]\\d*|(?::[^:]*){2,})?\\s*$`),
  ACCELERATOR_EXPECTED,
);
const acceleratorModel = model(
  { accelerator: nullable(acceleratorName), count: atLeast(0, integer) },
  { unknown: 'drop' },
);

/** Text with a count, or a mapping of the two. */
export const accelerator: Shape = (node, path) =>
  node.kind === 'map' ? acceleratorModel(node, path) : nullable(acceleratorSpec)(node, path);

/** Of integers alone: what pydantic would turn into one is refused here. */
export const nodeCount: Shape = (node, path) =>
  node.kind === 'scalar' && node.type !== 'integer'
    ? [refuse('TDA002', path, node, `must be a whole number, and ${foundValue(node)}`)]
    : atLeast(1, integer)(node, path);

export const modelServer = text(/^(?:TrussServer|TRT_LLM)$/, 'must be TrussServer or TRT_LLM');

export const weightsMethod = text(
  /^(?:CUSTOM_SECRET|AWS_OIDC|GCP_OIDC)$/,
  'must be CUSTOM_SECRET, AWS_OIDC or GCP_OIDC',
  (written) => written.toUpperCase(),
);

/** A server of one's own needs a command, unless the image is run as it is. */
export function dockerServerFindings(server: YamlMap, path: Path): Finding[] {
  const noBuild = childOf(server, 'no_build');
  const user = childOf(server, 'run_as_user_id');
  const findings: Finding[] = [];
  if (!isTrue(noBuild) && (isNull(childOf(server, 'start_command')) || !childOf(server, 'start_command')))
    findings.push(
      refuse('TDA004', [...path, 'start_command'], server, 'is required when no_build is not true'),
    );
  if (user?.kind === 'scalar' && /^(?:0|60000|no|off|false)$/i.test(user.text))
    findings.push(
      refuse('TDA007', [...path, 'run_as_user_id'], user, 'must be another user than 0 and 60000'),
    );
  return findings;
}

/** Settings that exclude each other. */
export function exclusiveFindings(root: YamlMap): Finding[] {
  return [
    ['requirements_file', 'requirements'],
    ['weights', 'model_cache'],
  ].flatMap(([one = '', other = '']) => {
    const node = childOf(root, one);
    if (!node || isEmpty(node) || isEmpty(childOf(root, other))) return [];
    return [refuse('TDA007', [one], node, `cannot be given together with ${other}`, 'Keep one of the two.')];
  });
}

function isEmpty(node: YamlNode | undefined): boolean {
  if (!node) return true;
  if (node.kind === 'list') return node.items.length === 0;
  return node.kind === 'scalar' && (node.type === 'null' || node.text === '');
}

function isTrue(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && /^(?:true|yes|on|1|t|y)$/i.test(node.text);
}

function atLeast(least: number, shape: Shape): Shape {
  return (node, path) => {
    const findings = shape(node, path);
    if (findings.length > 0 || node.kind !== 'scalar' || node.type !== 'integer') return findings;
    const tooLow = node.text.startsWith('-') || (least > 0 && /^\+?0+$/.test(node.text));
    return tooLow ? [refuse('TDA007', path, node, `must be ${least} or more`)] : findings;
  };
}

function text(pattern: RegExp, expected: string, normalise = (written: string) => written): Shape {
  return (node, path) => {
    const findings = string(node, path);
    if (findings.length > 0 || node.kind !== 'scalar' || pattern.test(normalise(node.text))) return findings;
    return [refuse('TDA007', path, node, `${expected}, and ${foundValue(node)}`)];
  };
}
