import { childOf, type YamlMap, type YamlNode } from '../yaml/node.ts';
import type { YamlPath } from '../yaml/path.ts';
import { booleanIn, given, integerIn, textIn } from './fields.ts';
import type { TrussReport } from './report.ts';
import { strictInteger } from './scalars.ts';
import type { WholeCheck } from './shapes.ts';

// Truss's checks of trt_llm.build and its speculator (truss/base/trt_llm_config.py).

const DRAFT = 'DRAFT_TOKENS_EXTERNAL';
const LONGEST_DRAFT = 2_048;

/** The flags of the KV cache. Truss turns them off for an encoder. */
export function cacheFlags(build: YamlNode | undefined): { paged: boolean; fmha: boolean } {
  const plugins = childOf(build, 'plugin_configuration');
  const encoder = textIn(build, 'base_model', 'decoder') === 'encoder';
  return {
    paged: !encoder && booleanIn(plugins, 'paged_kv_cache', true),
    fmha: !encoder && booleanIn(plugins, 'use_paged_context_fmha', true),
  };
}

export const buildCheck: WholeCheck = (build, path, report) => {
  const { paged, fmha } = cacheFlags(build);
  if (fmha && !paged)
    report.refuse(
      'TDA007',
      [...path, 'plugin_configuration'],
      childOf(build, 'plugin_configuration') ?? build,
      'must have paged_kv_cache when use_paged_context_fmha is on',
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
    report.refuse('TDA007', path, speculator, 'needs paged_kv_cache and use_paged_context_fmha to be on');
  else if (textIn(speculator, 'speculative_decoding_mode', DRAFT) === DRAFT)
    report.refuse(
      'TDA007',
      path,
      speculator,
      `cannot use ${DRAFT}, which Truss has discontinued`,
      'Set speculative_decoding_mode to LOOKAHEAD_DECODING, or inference_stack to v2.',
    );
}

function checkExperts(build: YamlMap, path: YamlPath, report: TrussReport): void {
  const option = childOf(build, 'moe_expert_parallel_option');
  const experts = integerIn(build, 'moe_expert_parallel_option', -1);
  if (!option || textIn(build, 'base_model', 'decoder') !== 'decoder' || experts === -1) return;
  const most = integerIn(build, 'tensor_parallel_count', 1);
  if (experts <= 0 || experts > most)
    report.refuse(
      'TDA007',
      [...path, 'moe_expert_parallel_option'],
      option,
      `must be -1, or from 1 to tensor_parallel_count, which is ${most}`,
    );
}

export const speculatorCheck: WholeCheck = (speculator, path, report) => {
  const problem = speculatorProblem(speculator);
  if (problem !== undefined) report.refuse('TDA007', path, speculator, problem);
};

function speculatorProblem(speculator: YamlMap): string | undefined {
  const tokens = strictInteger(childOf(speculator, 'num_draft_tokens'));
  if (textIn(speculator, 'speculative_decoding_mode', DRAFT) === DRAFT) {
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
