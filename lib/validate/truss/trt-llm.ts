import { childOf, isNull, pairOf, type YamlMap, type YamlNode } from '../yaml/node.ts';
import type { YamlPath } from '../yaml/path.ts';
import { refuseField, unknown } from './refusal.ts';
import type { TrussReport } from './report.ts';
import { booleanOf, pydanticInteger, strictInteger } from './scalars.ts';
import { GPU_WITHOUT, MODELS, RENAMED_BASE_MODELS } from './schema.ts';
import type { Shape, WholeCheck } from './shapes.ts';
import { acceleratorOf } from './value-checks.ts';

/** Truss's checks of trt_llm beyond single fields (truss/base/trt_llm_config.py). */

const ENCODERS: readonly string[] = ['encoder', 'encoder_bert'];
const DRAFT = 'DRAFT_TOKENS_EXTERNAL';
const LONGEST_DRAFT = 2_048;

function text(map: YamlNode | undefined, name: string, otherwise: string): string {
  const node = childOf(map, name);
  return node?.kind === 'scalar' && node.type !== 'null' ? node.text : otherwise;
}

function integer(map: YamlNode | undefined, name: string, otherwise: number): number {
  return pydanticInteger(childOf(map, name)) ?? otherwise;
}

function boolean(map: YamlNode | undefined, name: string, otherwise: boolean): boolean {
  return booleanOf(childOf(map, name)) ?? otherwise;
}

function given(map: YamlNode | undefined, name: string): YamlNode | undefined {
  const node = childOf(map, name);
  return isNull(node) ? undefined : node;
}

/** The flags of the KV cache. Truss turns them off for an encoder. */
function cacheFlags(build: YamlNode | undefined): { paged: boolean; fmha: boolean } {
  const plugins = childOf(build, 'plugin_configuration');
  const encoder = text(build, 'base_model', 'decoder') === 'encoder';
  return {
    paged: !encoder && boolean(plugins, 'paged_kv_cache', true),
    fmha: !encoder && boolean(plugins, 'use_paged_context_fmha', true),
  };
}

export const buildCheck: WholeCheck = (build, path, report) => {
  const { paged, fmha } = cacheFlags(build);
  if (fmha && !paged)
    report.add(
      refuseField(
        'TDA007',
        [...path, 'plugin_configuration'],
        childOf(build, 'plugin_configuration') ?? build,
        'must have paged_kv_cache when use_paged_context_fmha is on',
      ),
    );
  const speculator = given(build, 'speculator');
  if (speculator) checkSpeculated(speculator, [...path, 'speculator'], { paged, fmha }, report);
  checkExperts(build, path, report);
};

function checkSpeculated(
  speculator: YamlNode,
  path: YamlPath,
  { paged, fmha }: { paged: boolean; fmha: boolean },
  report: TrussReport,
): void {
  if (!paged || !fmha)
    report.add(
      refuseField('TDA007', path, speculator, 'needs paged_kv_cache and use_paged_context_fmha to be on'),
    );
  else if (text(speculator, 'speculative_decoding_mode', DRAFT) === DRAFT)
    report.add(
      refuseField(
        'TDA007',
        path,
        speculator,
        `cannot use ${DRAFT}, which Truss has discontinued`,
        'Set speculative_decoding_mode to LOOKAHEAD_DECODING, or inference_stack to v2.',
      ),
    );
}

function checkExperts(build: YamlMap, path: YamlPath, report: TrussReport): void {
  const option = childOf(build, 'moe_expert_parallel_option');
  const experts = integer(build, 'moe_expert_parallel_option', -1);
  if (!option || text(build, 'base_model', 'decoder') !== 'decoder' || experts === -1) return;
  const most = integer(build, 'tensor_parallel_count', 1);
  if (experts <= 0 || experts > most)
    report.add(
      refuseField(
        'TDA007',
        [...path, 'moe_expert_parallel_option'],
        option,
        `must be -1, or from 1 to tensor_parallel_count, which is ${most}`,
      ),
    );
}

export const speculatorCheck: WholeCheck = (speculator, path, report) => {
  const problem = speculatorProblem(speculator);
  if (problem !== undefined) report.add(refuseField('TDA007', path, speculator, problem));
};

function speculatorProblem(speculator: YamlMap): string | undefined {
  const tokens = strictInteger(childOf(speculator, 'num_draft_tokens'));
  if (text(speculator, 'speculative_decoding_mode', DRAFT) === DRAFT) {
    if (Boolean(given(speculator, 'checkpoint_repository')) === Boolean(given(speculator, 'build')))
      return 'must have either checkpoint_repository or build';
    if (tokens === undefined) return 'must have num_draft_tokens';
    return tokens > LONGEST_DRAFT ? TOO_LONG : undefined;
  }
  const window = strictInteger(childOf(speculator, 'lookahead_windows_size'));
  const ngram = strictInteger(childOf(speculator, 'lookahead_ngram_size'));
  const set = strictInteger(childOf(speculator, 'lookahead_verification_set_size'));
  if (window === undefined || ngram === undefined || set === undefined)
    return 'must have lookahead_windows_size, lookahead_ngram_size and lookahead_verification_set_size';
  const least = (ngram === 1 ? 0 : ngram - 2) + (window - 1 + set) * (ngram - 1);
  // Truss inserts the computed number, and its own field rejects 0.
  if ((tokens ?? least) < 1) return 'must have num_draft_tokens when lookahead_ngram_size is 1';
  if ((tokens ?? least) < least) return `must have at least ${least} num_draft_tokens`;
  return (tokens ?? least) > LONGEST_DRAFT ? TOO_LONG : undefined;
}

const TOO_LONG = `must not come to more than ${LONGEST_DRAFT} draft tokens`;

export const v1Check: WholeCheck = (config, path, report) => {
  const build = childOf(config, 'build');
  if (!given(build, 'checkpoint_repository')) {
    report.add(
      refuseField(
        'TDA004',
        [...path, 'build', 'checkpoint_repository'],
        build ?? config,
        'is required for v1',
      ),
    );
    return;
  }
  const chunked = boolean(childOf(config, 'runtime'), 'enable_chunked_context', true);
  const { paged, fmha } = cacheFlags(build);
  if (chunked && !ENCODERS.includes(text(build, 'base_model', 'decoder')) && !(paged && fmha))
    report.add(
      refuseField(
        'TDA007',
        [...path, 'build', 'plugin_configuration'],
        childOf(build, 'plugin_configuration') ?? config,
        'must have paged_kv_cache and use_paged_context_fmha when runtime.enable_chunked_context is on',
      ),
    );
};

/** The fields of a build that can be set with v2. Every other field must have its default. */
const V2_FIELDS: readonly string[] = [
  'checkpoint_repository',
  'quantization_type',
  'quantization_config',
  'skip_build_result',
  'num_builder_gpus',
];

export const v2Check: WholeCheck = (config, path, report) => {
  const build = childOf(config, 'build');
  if (build?.kind !== 'map') return;
  if (!given(build, 'checkpoint_repository') && !boolean(build, 'skip_build_result', false))
    report.add(
      refuseField(
        'TDA004',
        [...path, 'build', 'checkpoint_repository'],
        build,
        'is required for v2, unless skip_build_result is true',
      ),
    );
  for (const { key, value } of build.entries) {
    if (V2_FIELDS.includes(key.text) || !(key.text in (MODELS.TrtLlmBuild?.fields ?? {}))) continue;
    if (!isDefault(key.text, value))
      report.add(
        refuseField(
          'TDA007',
          [...path, 'build', key.text],
          value,
          'cannot be set with inference_stack v2',
          'Delete the line.',
        ),
      );
  }
};

const BUILD_DEFAULTS: Readonly<Record<string, string | number | boolean>> = {
  base_model: 'decoder',
  max_batch_size: 256,
  max_num_tokens: 8_192,
  max_beam_width: 1,
  max_prompt_embedding_table_size: 0,
  gather_all_token_logits: false,
  strongly_typed: false,
  tensor_parallel_count: 1,
  pipeline_parallel_count: 1,
  moe_expert_parallel_option: -1,
  sequence_parallel_count: 1,
};

const PLUGIN_DEFAULTS: Readonly<Record<string, boolean>> = {
  paged_kv_cache: true,
  use_paged_context_fmha: true,
  use_fp8_context_fmha: false,
};

function isDefault(field: string, value: YamlNode): boolean {
  if (field === 'plugin_configuration') return isDefaultPlugins(value);
  const standard = BUILD_DEFAULTS[field];
  if (standard === undefined) return isNull(value);
  if (typeof standard === 'number') return pydanticInteger(value) === standard;
  if (typeof standard === 'boolean') return booleanOf(value) === standard;
  return value.kind === 'scalar' && value.text === standard;
}

/** Truss compares the mapping with all defaults, so only a mapping with all of them is equal. */
function isDefaultPlugins(value: YamlNode): boolean {
  const names = Object.keys(PLUGIN_DEFAULTS);
  return (
    value.kind === 'map' &&
    new Set(value.entries.map(({ key }) => key.text)).size === names.length &&
    names.every((name) => booleanOf(childOf(value, name)) === PLUGIN_DEFAULTS[name])
  );
}

/** TRT-LLM's requirements for the rest of the config: a current model name, a suitable GPU, and enough GPUs. */
export const trtLlmCheck: WholeCheck = (root, _, report) => {
  const config = given(root, 'trt_llm');
  if (!config) return;
  const build = childOf(config, 'build');
  checkBaseModel(build, report);
  checkGpu(root, build, report);
  if (text(config, 'inference_stack', 'v1') === 'v2') return;
  checkTags(root, build, report);
  checkWorldSize(root, build, report);
};

function checkBaseModel(build: YamlNode | undefined, report: TrussReport): void {
  const node = childOf(build, 'base_model');
  if (node?.kind !== 'scalar') return;
  const path = ['trt_llm', 'build', 'base_model'];
  if (RENAMED_BASE_MODELS.includes(node.text))
    report.add(
      refuseField(
        'TDA007',
        path,
        node,
        `cannot be ${node.text} any more: Truss has renamed it to decoder`,
        'Write "base_model: decoder"; the architecture is read from the checkpoint.',
      ),
    );
  else if (node.text === 'whisper')
    report.add(
      refuseField('TDA007', path, node, 'cannot be whisper any more', 'Deploy Whisper as a chain instead.'),
    );
}

function checkGpu(root: YamlMap, build: YamlNode | undefined, report: TrussReport): void {
  const { node, gpu } = accelerator(root);
  if (!node || gpu === undefined) return;
  const type = text(build, 'quantization_type', 'no_quant');
  const path = ['resources', 'accelerator'];
  if (GPU_WITHOUT.trtLlm.includes(gpu)) {
    if (text(build, 'base_model', 'decoder') !== 'encoder_bert')
      report.add(
        refuseField('TDA007', path, node, `cannot be ${gpu} with trt_llm`, 'Use an A10G, L4 or newer.'),
      );
  } else if (/^fp[48]/.test(type) && GPU_WITHOUT.fp8.includes(gpu))
    report.add(
      refuseField(
        'TDA007',
        path,
        node,
        `cannot be ${gpu} with ${type}`,
        'Use an L4, H100 or newer, or no_quant.',
      ),
    );
  else if (type.startsWith('fp4') && GPU_WITHOUT.fp4.includes(gpu))
    report.add(refuseField('TDA007', path, node, `cannot be ${gpu} with ${type}`, 'Use a B200, or fp8.'));
}

/** The GPU and how many, of `H100:2` or of a mapping. */
function accelerator(root: YamlMap): { node?: YamlNode; gpu?: string; count: number } {
  const node = given(childOf(root, 'resources'), 'accelerator');
  if (!node || node.kind === 'list') return { count: 1 };
  if (node.kind === 'map') {
    const gpu = given(node, 'accelerator');
    const count = integer(node, 'count', 1);
    return gpu?.kind === 'scalar' ? { node, gpu: gpu.text, count } : { node, count };
  }
  return { node, ...(acceleratorOf(node) ?? { count: 1 }) };
}

const OPENAI_TAGS = ['openai-compatible', 'force-legacy-api-non-openai-compatible'];

/** The two tags exclude each other, and tags that Python cannot search make Truss fail. */
function checkTags(root: YamlMap, build: YamlNode | undefined, report: TrussReport): void {
  const tags = childOf(childOf(root, 'model_metadata'), 'tags');
  if (!tags || ENCODERS.includes(text(build, 'base_model', 'decoder'))) return;
  const path = ['model_metadata', 'tags'];
  if (tags.kind === 'scalar' && tags.type !== 'string' && tags.type !== 'surrogates')
    report.add(refuseField('TDA002', path, tags, 'must be a list when trt_llm is used'));
  else if (OPENAI_TAGS.every((tag) => contains(tags, tag)))
    report.add(refuseField('TDA007', path, tags, `cannot have both ${OPENAI_TAGS.join(' and ')}`));
}

/** Python's `in`: items of a list, keys of a mapping, parts of a text. */
function contains(tags: YamlNode, tag: string): boolean {
  if (tags.kind === 'scalar') return tags.text.includes(tag);
  const nodes = tags.kind === 'map' ? tags.entries.map(({ key }) => key) : tags.items;
  return nodes.some((node) => node.kind === 'scalar' && node.type === 'string' && node.text === tag);
}

function checkWorldSize(root: YamlMap, build: YamlNode | undefined, report: TrussReport): void {
  const size =
    integer(build, 'tensor_parallel_count', 1) *
    integer(build, 'pipeline_parallel_count', 1) *
    integer(build, 'sequence_parallel_count', 1);
  const { node, count } = accelerator(root);
  if (size === count) return;
  report.add(
    refuseField(
      'TDA007',
      ['trt_llm', 'build', 'tensor_parallel_count'],
      childOf(build, 'tensor_parallel_count') ?? node ?? root,
      `must come to the number of GPUs: the build uses ${size}, and resources.accelerator has ${count}`,
      count > 1
        ? `Write "tensor_parallel_count: ${count}".`
        : `Ask for ${size} GPUs in resources.accelerator.`,
    ),
  );
}

/** gated_features is the former name of patch_kwargs. If both are present, the former name is an unknown key. */
export function runtimeV2Check(patches: Shape): WholeCheck {
  return (runtime, path, report) => {
    const entry = pairOf(runtime, 'gated_features');
    if (!entry) return;
    const here = [...path, 'gated_features'];
    if (!childOf(runtime, 'patch_kwargs')) patches(entry.value, here, report);
    else
      report.add({
        ...refuseField('TDA006', here, entry.key, 'cannot be given beside patch_kwargs, its new name'),
        stops: 'push',
      });
  };
}

/** Hugging Face's rule for the name of a repository (huggingface_hub, validate_repo_id). */
export const checkpointCheck: WholeCheck = (repository, path, report) => {
  const repo = childOf(repository, 'repo');
  if (text(repository, 'source', '') !== 'HF' || repo?.kind !== 'scalar') return;
  const here = [...path, 'repo'];
  // Releases of huggingface_hub disagree about letters beyond ASCII.
  if (/[^\p{ASCII}]/u.test(repo.text)) report.add(unknown(here, repo, 'has letters beyond ASCII'));
  else if (!isRepoId(repo.text))
    report.add(
      refuseField(
        'TDA007',
        here,
        repo,
        'is not the name of a Hugging Face repository',
        'Write <owner>/<name>; for a bucket, set source to S3 or GCS.',
      ),
    );
};

function isRepoId(text: string): boolean {
  const [name = '', owner, ...more] = text.replace(/\n$/, '').split('/').toReversed();
  return (
    more.length === 0 &&
    (owner === undefined || isName(owner)) &&
    isName(name) &&
    name.length <= 96 &&
    !text.includes('--') &&
    !text.includes('..') &&
    !text.endsWith('.git')
  );
}

function isName(text: string): boolean {
  return /^[\w.-]+$/.test(text) && /^\w/.test(text) && /\w$/.test(text);
}
