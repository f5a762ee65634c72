import type { Finding } from '../finding.ts';
import { childOf, isNull, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { pythonStrip } from '../yaml/python-text.ts';
import { dockerAuthMethod, weightsAuthMethod } from './auth-method.ts';
import { ipv4Problem, isFqdn } from './network.ts';
import { found, foundValue, refuseField, unknown } from './refusal.ts';
import {
  isPythonDigit,
  isText,
  LONGEST_NUMBER,
  pydanticInteger,
  pythonFloat,
  pythonInteger,
} from './scalars.ts';
import { BUCKET_SCHEMES, ENUMS, LITERALS, PYTHON_VERSIONS, TRUSS_USER_ID, WEIGHT_SCHEMES } from './schema.ts';
import { anything, either, mapping, type Shape, scalar, string, text, wholeText } from './shapes.ts';
import { memoryHint, pythonVersionHint } from './value-hints.ts';
import type { TrussVersion } from './version.ts';

export type DeclaredChecks = Readonly<Record<string, Shape>>;

/** The checks that schema.ts names with an `@` (truss/base/truss_config.py, trt_llm_config.py). */
export function valueChecks(version: TrussVersion, shapeOf: (type: string) => Shape): DeclaredChecks {
  return {
    absolutePath: textThat((path) => path === '' || path.startsWith('/'), {
      expected: 'must be an absolute path',
      hint: ({ text }) =>
        text.includes('/') && !text.startsWith('.')
          ? `Write "/${text}".`
          : 'Write its place in the image, such as "/usr/bin/python3".',
      rule: string,
    }),
    accelerator: accelerator(shapeOf('AcceleratorSpec')),
    calibration: ranged((size) => size >= 64 && size <= 16_384 && size % 64 === 0, {
      expected: 'must be a multiple of 64 from 64 to 16384',
    }),
    count: ranged((count) => count >= 0, { expected: 'must be 0 or more' }),
    cpu: textThat((cpu) => isNumeric(cpu) || /^[0-9.]*m$/.test(cpu), {
      expected: 'must be a number of cores, such as "4" or "500m"',
    }),
    dockerAuthMethod: dockerAuthMethod(version),
    fqdn: textThat(isFqdn, { expected: 'must be a host name, such as "huggingface.co" or "*.baseten.co"' }),
    ipv4: withoutProblem(ipv4Problem),
    loraAdapters: mapping(
      shapeOf('CheckpointRepository'),
      textThat((name) => /^[\w\-.:]+$/.test(name), {
        expected: 'must be named with letters, digits, "_", "-", "." and ":" only',
      }),
    ),
    memory: textThat((memory) => isNumeric(memory) || /^[0-9.]*(?:[kMGTPE]|[KMGTPE]i)$/.test(memory), {
      expected: 'must be a number with a unit, such as "2Gi" or "512Mi"',
      hint: memoryHint,
    }),
    mountLocation: textThat((path) => path.startsWith('/'), { expected: 'must be an absolute path' }),
    patchValue,
    // Not checked here: Truss drops or prints the value, or a check of the whole model covers it.
    anyway: () => {},
    pythonVersion: textThat((version) => PYTHON_VERSIONS.includes(version), {
      expected: `must be ${either(PYTHON_VERSIONS)}`,
      hint: pythonVersionHint,
    }),
    revision: textThat((revision) => [...revision].length !== 1, {
      expected: 'must be empty or have at least 2 characters',
      rule: string,
    }),
    secretValue,
    startsWithDigit,
    transport: transport(shapeOf),
    trtLlm: trtLlm(shapeOf),
    userId: ranged((user) => user !== 0 && user !== TRUSS_USER_ID, {
      expected: `must be a user other than 0 and ${TRUSS_USER_ID}`,
    }),
    version: textThat((version) => VERSION.test(pythonStrip(version)), {
      expected: 'must be a version, such as "0.9.0"',
    }),
    weights: weights(shapeOf('list<WeightsSource>')),
    weightsAuthMethod: weightsAuthMethod(version),
    weightsSource: withoutProblem(sourceProblem),
  };
}

interface TextRule {
  expected: string;
  hint?: (node: YamlScalar) => string | undefined;
  /** `string` for fields in which pydantic accepts half a character. */
  rule?: Shape;
}

/** Text with a separate check. Text that is too long for the field does not reach a pattern. */
function textThat(accepts: (text: string) => boolean, { expected, hint, rule }: TextRule): Shape {
  return scalar((node, path) => {
    if (node.kind !== 'scalar' || !isText(node) || (node.type === 'surrogates' && rule !== string))
      return withHint(wholeText(node, path), node, hint);
    if (node.text.length > LONGEST_NUMBER)
      return unknown(path, node, `is longer than ${LONGEST_NUMBER} characters`);
    if (accepts(node.text)) return undefined;
    return refuseField('TDA007', path, node, `${expected}, and ${foundValue(node)}`, hint?.(node));
  });
}

function withHint(finding: Finding | undefined, node: YamlNode, hint: TextRule['hint']): Finding | undefined {
  const better = node.kind === 'scalar' ? hint?.(node) : undefined;
  return finding && better !== undefined ? { ...finding, hint: better } : finding;
}

function withoutProblem(problemWith: (text: string) => string | undefined): Shape {
  return text((node, path) => {
    const problem = problemWith(node.text);
    return problem === undefined ? undefined : refuseField('TDA007', path, node, problem);
  });
}

function ranged(accepts: (value: number) => boolean, { expected }: { expected: string }): Shape {
  return scalar((node, path) => {
    const value = pydanticInteger(node);
    if (value === undefined)
      return refuseField('TDA002', path, node, `must be a whole number, and ${foundValue(node)}`);
    return accepts(value) ? undefined : refuseField('TDA007', path, node, expected);
  });
}

function isNumeric(text: string): boolean {
  return pythonFloat(text) !== undefined;
}

/** The value may be the secret itself, so the message does not quote it. */
const secretValue: Shape = (node, path, report) => {
  if (isText(node)) return;
  report.refuse('TDA002', path, node, 'must be null or a string', SECRET_HINT);
};

const SECRET_HINT = 'Write null: the value is set in Baseten, and nothing in this file is used for it.';

/** `L4`, `H100:8`, or a mapping of the two. More than one colon means one GPU. */
function accelerator(spec: Shape): Shape {
  return (node, path, report) => {
    if (isNull(node)) return;
    if (node.kind === 'map') spec(node, path, report);
    else if (node.kind !== 'scalar' || node.type !== 'string')
      report.refuse('TDA002', path, node, `must be a string, and ${found(node)}`);
    else if (node.text.length > LONGEST_NUMBER)
      report.add(unknown(path, node, `is longer than ${LONGEST_NUMBER} characters`));
    else if (acceleratorOf(node) === undefined)
      report.refuse(
        'TDA007',
        path,
        node,
        `must be a GPU that Baseten has, such as "L4" or "H100:8", and ${foundValue(node)}`,
      );
  };
}

/** The GPU and its number in the text. Undefined if Truss rejects it. */
export function acceleratorOf({ text }: YamlScalar): { gpu: string; count: number } | undefined {
  const [gpu = '', count, ...more] = pythonStrip(text).split(':');
  if (!ENUMS.Accelerator?.includes(gpu)) return undefined;
  if (count === undefined || more.length > 0) return { gpu, count: 1 };
  const number = /^\p{Nd}+$/u.test(count) ? pythonInteger(count) : undefined;
  return number === undefined || number <= 0 ? undefined : { gpu, count: number };
}

/** A union that `kind` decides; an empty mapping is HTTP. */
function transport(shapeOf: (type: string) => Shape): Shape {
  const shapes: Readonly<Record<string, Shape>> = {
    http: shapeOf('HTTPOptions'),
    websocket: shapeOf('WebsocketOptions'),
    grpc: shapeOf('GRPCOptions'),
  };
  const kinds = either(LITERALS.TransportKind ?? []);
  return (node, path, report) => {
    if (node.kind === 'map' && node.entries.length === 0) return;
    const kind = childOf(node, 'kind');
    const shape = kind?.kind === 'scalar' && kind.type === 'string' ? shapes[kind.text] : undefined;
    if (shape) shape(node, path, report);
    else
      report.refuse(
        'TDA007',
        path,
        kind ?? node,
        `must be a mapping with a kind, which is ${kinds}`,
        'Write "kind: http".',
      );
  };
}

/** `inference_stack` decides; where it is empty, it is v1. */
function trtLlm(shapeOf: (type: string) => Shape): Shape {
  const v1 = shapeOf('TrtLlmV1');
  const v2 = shapeOf('TrtLlmV2');
  return (node, path, report) => {
    const stack = childOf(node, 'inference_stack');
    (stack?.kind === 'scalar' && stack.text === 'v2' ? v2 : v1)(node, path, report);
  };
}

/** A list whose entries must have different mount paths. */
function weights(sources: Shape): Shape {
  return (node, path, report) => {
    const before = report.refusedAtLoad;
    sources(node, path, report);
    if (node.kind !== 'list' || report.refusedAtLoad > before) return;
    const taken = new Set<string>();
    for (const [index, item] of node.items.entries()) {
      const mount = childOf(item, 'mount_location');
      if (mount?.kind !== 'scalar') continue;
      if (taken.has(mount.text))
        report.refuse(
          'TDA007',
          [...path, index, 'mount_location'],
          mount,
          'is already used by another source',
        );
      taken.add(mount.text);
    }
  };
}

function sourceProblem(source: string): string | undefined {
  const separator = source.indexOf('://');
  const schemes = either(WEIGHT_SCHEMES.map((scheme) => `${scheme}://`));
  if (separator < 0) return `must begin with ${schemes}`;
  const scheme = source.slice(0, separator);
  const rest = source.slice(separator + 3);
  if (!WEIGHT_SCHEMES.includes(scheme)) return `must begin with ${schemes}`;
  if (rest === '' || rest.startsWith('/')) return `must have a name after ${scheme}://`;
  if (BUCKET_SCHEMES.includes(scheme) && rest.includes('@'))
    return 'cannot have a revision (@): only hf:// sources have one';
  return undefined;
}

/** packaging.version.VERSION_PATTERN */
const VERSION =
  /^v?(?:\d+!)?\d+(?:\.\d+)*(?:[-_.]?(?:alpha|a|beta|b|preview|pre|c|rc)[-_.]?\d*)?(?:-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?(?:[-_.]?dev[-_.]?\d*)?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?$/i;

/** Versions of images: the first character is a digit. */
const startsWithDigit = text((node, path) => {
  const [first = ''] = node.text;
  const digit = isPythonDigit(first);
  if (digit === undefined) return unknown(path, node, 'begins with an unusual digit');
  return digit && node.type === 'string'
    ? undefined
    : refuseField('TDA007', path, node, `must start with a digit, and ${foundValue(node)}`);
});

/** Text, a number, a mapping, a list or nothing. Dates are not accepted. */
const patchValue: Shape = (node, path, report) => {
  if (node.kind === 'scalar' && (node.type === 'timestamp' || node.type === 'undecodable'))
    report.refuse('TDA002', path, node, `must be text, a number, a list or a mapping, and ${found(node)}`);
  else if (node.kind !== 'scalar') anything(node, path, report);
};
