import { describe, expect, it } from 'vitest';
import { RULES } from '../../lib/validate/catalogue.ts';
import { rulePage } from '../../lib/validate/formats/rule-page.ts';
import { isTrussConfig } from '../../lib/validate/truss/recognise.ts';
import { ENUMS, LITERALS, MODELS } from '../../lib/validate/truss/schema.ts';
import { trussFindings } from '../../lib/validate/truss/truss.ts';
import { valueChecks } from '../../lib/validate/truss/value-checks.ts';
import { LATEST_TRUSS } from '../../lib/validate/truss/version.ts';
import { validateConfig } from '../../lib/validate/validate.ts';
import { readYaml } from '../../lib/validate/yaml/yaml.ts';

function hints(text: string): (string | undefined)[] {
  return trussFindings(readYaml(text)).map(({ hint }) => hint);
}

describe('The hint about what Truss refuses', () => {
  it.each([
    ['python_version: 3.10\n', 'Write py310.'],
    ['python_version: "3.11"\n', 'Write py311.'],
    ['python_version: python3.12.1\n', 'Write py312.'],
    ['python_version: py38\n', 'Python 3.8 is not supported'],
    ['resources: {memory: 512m}\n', 'Write 512Mi.'],
    ['resources: {memory: 16 GB}\n', 'Write 16Gi.'],
    ['resources: {accelerator: h100-40gb}\n', 'GPU'],
    ['build: {model_server: TGI}\n', 'base_image and docker_server'],
    ['build: {model_server: VLLM}\n', 'base_image and docker_server'],
    ['build: {model_server: TRTLLM}\n', 'Write TRT_LLM.'],
    ['runtime: {num_workers: 4}\n', 'predict_concurrency'],
    ['run_as_user_id: 1000\n', 'under docker_server'],
    ['predict_concurrency: 4\n', 'under runtime'],
    ['image: ghcr.io/a/b:1\n', 'under base_image'],
    ['docker_auth: {}\n', 'under base_image'],
    ['base_image: {auth_method: AWS_IAM}\n', 'under docker_auth'],
    ['base_image: {image: a, secrets: {}}\n', 'to the left margin'],
    ['model_cache: [{repo_id: a/b}]\n', 'use_volume: false'],
    ['trt_llm: {build: {base_model: llama, checkpoint_repository: {source: HF, repo: a/b}}}\n', 'decoder'],
    ['spec_version: 2.0\n', 'in quotes'],
    ['base_image: {python_executable_path: python3}\n', '/usr/bin/python3'],
    ['runtime:\n', 'runtime: {}'],
  ])('of %j says %s', (text, expected) => {
    const told = [...hints(text), ...trussFindings(readYaml(text)).map(({ message }) => message)];
    expect(told).toContainEqual(expect.stringContaining(expected));
  });
});

describe('A config.yaml', () => {
  it.each([
    ['with a setting that only Truss has', 'base_image: {image: a}\n'],
    ['with one setting, which others seldom have', 'model_name: llama\n'],
    [
      'that lost its "base_image:" line',
      '  image: ghcr.io/a/b:1\n  docker_auth:\n    auth_method: AWS_IAM\n',
    ],
    ['with docker_auth a level too deep', 'server:\n  base_image:\n    docker_auth: {}\n'],
    ['with a path of Python on the image', 'python_executable_path: /usr/bin/python3\n'],
    ['with secrets of the build', 'options: {secret_to_path_mapping: {a: /b}}\n'],
    ['with a login for a registry', 'env: {DOCKER_REGISTRY_ghcr.io: null}\n'],
    ['with two common settings', 'model_type: Model\ndescription: a model\n'],
    ['that cannot be read', 'a: [\n'],
    ['that is empty', ''],
  ])('%s may be of Truss', (_, text) => {
    expect(isTrussConfig(readYaml(text))).toBe(true);
  });

  it.each([
    ['of a training program', 'base_model: a\nmodel_type: LlamaForCausalLM\ndatasets: []\n'],
    ['of a site', 'title: a\ndescription: b\n'],
    ['of a hook', 'repos: []\nfail_fast: true\n'],
    ['with the name in a text', 'notes: docker_auth\n'],
  ])('%s is not', (_, text) => {
    expect(isTrussConfig(readYaml(text))).toBe(false);
  });
});

describe('The table of settings', () => {
  it('names no type and no check that does not exist', () => {
    const checks = valueChecks(LATEST_TRUSS, () => () => {});
    const known = new Set([
      ...['str', 'str+', 'bool', 'int', 'float', 'any', 'list', 'dict'],
      ...Object.keys(checks).map((name) => `@${name}`),
      ...Object.keys({ ...ENUMS, ...LITERALS, ...MODELS }),
    ]);
    const used = Object.values(MODELS).flatMap(({ fields }) =>
      Object.values(fields).flatMap((type) => type.match(/@?[A-Za-z]\w*\+?/g) ?? []),
    );
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('What is not known of Truss', () => {
  it.each([
    [
      'a name in letters beyond ASCII',
      'trt_llm: {build: {checkpoint_repository: {source: HF, repo: é/b}}}\n',
    ],
    ['a text too long for its place', `resources: {cpu: "${'1'.repeat(5_000)}"}\n`],
  ])('is called unknown: %s', (_, text) => {
    expect(validateConfig(text)).toMatchObject({ load: 'unknown', push: 'unknown' });
  });

  it('does not hide what is known', () => {
    const text = `model_name: 5\nresources: {cpu: "${'1'.repeat(5_000)}"}\n`;
    expect(validateConfig(text)).toMatchObject({ load: false, push: false });
  });
});

it('Every rule has a page of its own', () => {
  const pages = RULES.map(({ id }) => rulePage(id));
  expect(new Set(pages).size).toBe(RULES.length);
  expect(pages.every((page) => URL.canParse(page))).toBe(true);
});

describe("Truss's rules about whole configs", () => {
  const repo = 'checkpoint_repository: {source: HF, repo: a/b}';
  const trt = (build: string, rest = '') => `trt_llm: {build: {${repo}, ${build}}}\n${rest}`;
  const gpu = (name: string) => `resources: {accelerator: "${name}"}\n`;
  const v2 = (runtime: string) => `trt_llm: {inference_stack: v2, build: {${repo}}, runtime: {${runtime}}}\n`;
  const lookahead = (tokens: number) =>
    trt(
      `speculator: {speculative_decoding_mode: LOOKAHEAD_DECODING, num_draft_tokens: ${tokens}, lookahead_windows_size: 5, lookahead_ngram_size: 3, lookahead_verification_set_size: 4}`,
    );

  it.each([
    ['fp8 on an H100', trt('quantization_type: fp8', gpu('H100')), true],
    ...['A10G', 'A100', 'A100_40GB'].map((name) => [
      `fp8 on an ${name}`,
      trt('quantization_type: fp8', gpu(name)),
      false,
    ]),
    ['no quantization on an A10G', trt('strongly_typed: true', gpu('A10G')), true],
    ['fp4 on a B200', trt('quantization_type: fp4', gpu('B200')), true],
    ...['H100', 'H100_40GB', 'H200', 'L4', 'L40S'].map((name) => [
      `fp4 on an ${name}`,
      trt('quantization_type: fp4_kv', gpu(name)),
      false,
    ]),
    ['TRT-LLM on a T4', trt('strongly_typed: true', gpu('T4')), false],
    ['an encoder_bert on a T4', trt('base_model: encoder_bert', gpu('T4')), true],
    ['as many GPUs as the build uses', trt('tensor_parallel_count: 2', gpu('H100:2')), true],
    ['the number of GPUs in other digits', trt('tensor_parallel_count: 2', gpu('H100:𝟚')), true],
    ['more GPUs than the build uses', trt('tensor_parallel_count: 2', gpu('H100:4')), false],
    ['65 tokens in v2', v2('max_num_tokens: 65'), true],
    ['64 tokens in v2', v2('max_num_tokens: 64'), false],
    ['131072 tokens in v2', v2('max_num_tokens: 131072'), true],
    ['131073 tokens in v2', v2('max_num_tokens: 131073'), false],
    // (5 - 1 + 4) × (3 - 1) + 3 - 2
    ['as many draft tokens as lookahead needs', lookahead(17), true],
    ['one draft token too few', lookahead(16), false],
    ['2048 draft tokens', lookahead(2_048), true],
    ['2049 draft tokens', lookahead(2_049), false],
    ['one worker', 'runtime: {num_workers: 1}\n', true],
    ['one worker, as a float', 'runtime: {num_workers: 1.0}\n', true],
    ['two workers', 'runtime: {num_workers: 2}\n', false],
    ['a worker in quotes', 'runtime: {num_workers: "1"}\n', false],
  ])('%s: %j loads: %s', (_, text, load) => {
    expect(validateConfig(String(text)).load).toBe(load);
  });
});
