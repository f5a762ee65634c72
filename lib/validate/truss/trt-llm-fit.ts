import { childOf, type YamlMap, type YamlNode } from '../yaml/node.ts';
import { given, integerIn, textIn } from './fields.ts';
import type { TrussReport } from './report.ts';
import { GPU_WITHOUT, RENAMED_BASE_MODELS } from './schema.ts';
import type { WholeCheck } from './shapes.ts';
import { ENCODERS } from './trt-llm-stacks.ts';
import { acceleratorOf } from './value-checks.ts';

/** TRT-LLM's requirements for the rest of the config: a current model name, a suitable GPU, and enough GPUs. */
export const trtLlmCheck: WholeCheck = (root, _, report) => {
  const config = given(root, 'trt_llm');
  if (!config) return;
  const build = childOf(config, 'build');
  checkBaseModel(build, report);
  checkGpu(root, build, report);
  if (textIn(config, 'inference_stack', 'v1') === 'v2') return;
  checkTags(root, build, report);
  checkWorldSize(root, build, report);
};

function checkBaseModel(build: YamlNode | undefined, report: TrussReport): void {
  const node = childOf(build, 'base_model');
  if (node?.kind !== 'scalar') return;
  const path = ['trt_llm', 'build', 'base_model'];
  if (RENAMED_BASE_MODELS.includes(node.text))
    report.refuse(
      'TDA007',
      path,
      node,
      `cannot be ${node.text} any more: Truss has renamed it to decoder`,
      'Write "base_model: decoder"; the architecture is read from the checkpoint.',
    );
  else if (node.text === 'whisper')
    report.refuse('TDA007', path, node, 'cannot be whisper any more', 'Deploy Whisper as a chain instead.');
}

function checkGpu(root: YamlMap, build: YamlNode | undefined, report: TrussReport): void {
  const { node, gpu } = accelerator(root);
  if (!node || gpu === undefined) return;
  const type = textIn(build, 'quantization_type', 'no_quant');
  const path = ['resources', 'accelerator'];
  if (GPU_WITHOUT.trtLlm.includes(gpu)) {
    if (textIn(build, 'base_model', 'decoder') !== 'encoder_bert')
      report.refuse('TDA007', path, node, `cannot be ${gpu} with trt_llm`, 'Use an A10G, L4 or newer.');
  } else if (/^fp[48]/.test(type) && GPU_WITHOUT.fp8.includes(gpu))
    report.refuse(
      'TDA007',
      path,
      node,
      `cannot be ${gpu} with ${type}`,
      'Use an L4, H100 or newer, or no_quant.',
    );
  else if (type.startsWith('fp4') && GPU_WITHOUT.fp4.includes(gpu))
    report.refuse('TDA007', path, node, `cannot be ${gpu} with ${type}`, 'Use a B200, or fp8.');
}

/** The GPU and how many, of `H100:2` or of a mapping. */
function accelerator(root: YamlMap): { node?: YamlNode; gpu?: string; count: number } {
  const node = given(childOf(root, 'resources'), 'accelerator');
  if (!node || node.kind === 'list') return { count: 1 };
  if (node.kind === 'map') {
    const gpu = given(node, 'accelerator');
    const count = integerIn(node, 'count', 1);
    return gpu?.kind === 'scalar' ? { node, gpu: gpu.text, count } : { node, count };
  }
  return { node, ...(acceleratorOf(node) ?? { count: 1 }) };
}

const OPENAI_TAGS = ['openai-compatible', 'force-legacy-api-non-openai-compatible'];

/** The two tags exclude each other, and tags that Python cannot search make Truss fail. */
function checkTags(root: YamlMap, build: YamlNode | undefined, report: TrussReport): void {
  const tags = childOf(childOf(root, 'model_metadata'), 'tags');
  if (!tags || ENCODERS.includes(textIn(build, 'base_model', 'decoder'))) return;
  const path = ['model_metadata', 'tags'];
  if (tags.kind === 'scalar' && tags.type !== 'string' && tags.type !== 'surrogates')
    report.refuse('TDA002', path, tags, 'must be a list when trt_llm is used');
  else if (OPENAI_TAGS.every((tag) => contains(tags, tag)))
    report.refuse('TDA007', path, tags, `cannot have both ${OPENAI_TAGS.join(' and ')}`);
}

/** Python's `in`: items of a list, keys of a mapping, parts of a text. */
function contains(tags: YamlNode, tag: string): boolean {
  if (tags.kind === 'scalar') return tags.text.includes(tag);
  const nodes = tags.kind === 'map' ? tags.entries.map(({ key }) => key) : tags.items;
  return nodes.some((node) => node.kind === 'scalar' && node.type === 'string' && node.text === tag);
}

function checkWorldSize(root: YamlMap, build: YamlNode | undefined, report: TrussReport): void {
  const size =
    integerIn(build, 'tensor_parallel_count', 1) *
    integerIn(build, 'pipeline_parallel_count', 1) *
    integerIn(build, 'sequence_parallel_count', 1);
  const { node, count } = accelerator(root);
  if (size === count) return;
  report.refuse(
    'TDA007',
    ['trt_llm', 'build', 'tensor_parallel_count'],
    childOf(build, 'tensor_parallel_count') ?? node ?? root,
    `must come to the number of GPUs: the build uses ${size}, and resources.accelerator has ${count}`,
    count > 1 ? `Write "tensor_parallel_count: ${count}".` : `Ask for ${size} GPUs in resources.accelerator.`,
  );
}
