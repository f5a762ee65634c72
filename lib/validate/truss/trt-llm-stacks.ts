import { childOf, isNull, pairOf, type YamlNode } from '../yaml/node.ts';
import { booleanIn, given, textIn } from './fields.ts';
import { refuseField } from './refusal.ts';
import { booleanOf, pydanticInteger } from './scalars.ts';
import { MODELS } from './schema.ts';
import type { Shape, WholeCheck } from './shapes.ts';
import { cacheFlags } from './trt-llm-build.ts';

// Truss's checks of the two inference stacks (truss/base/trt_llm_config.py).

/** Base models without a KV cache and without an OpenAI interface. */
export const ENCODERS: readonly string[] = ['encoder', 'encoder_bert'];

export const v1Check: WholeCheck = (config, path, report) => {
  const build = childOf(config, 'build');
  if (!given(build, 'checkpoint_repository')) {
    report.refuse(
      'TDA004',
      [...path, 'build', 'checkpoint_repository'],
      build ?? config,
      'is required for v1',
    );
    return;
  }
  const chunked = booleanIn(childOf(config, 'runtime'), 'enable_chunked_context', true);
  const { paged, fmha } = cacheFlags(build);
  if (chunked && !ENCODERS.includes(textIn(build, 'base_model', 'decoder')) && !(paged && fmha))
    report.refuse(
      'TDA007',
      [...path, 'build', 'plugin_configuration'],
      childOf(build, 'plugin_configuration') ?? config,
      'must have paged_kv_cache and use_paged_context_fmha when runtime.enable_chunked_context is on',
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
  if (!given(build, 'checkpoint_repository') && !booleanIn(build, 'skip_build_result', false))
    report.refuse(
      'TDA004',
      [...path, 'build', 'checkpoint_repository'],
      build,
      'is required for v2, unless skip_build_result is true',
    );
  for (const { key, value } of build.entries) {
    if (V2_FIELDS.includes(key.text) || !(key.text in (MODELS.TrtLlmBuild?.fields ?? {}))) continue;
    if (!isDefault(key.text, value))
      report.refuse(
        'TDA007',
        [...path, 'build', key.text],
        value,
        'cannot be set with inference_stack v2',
        'Delete the line.',
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
