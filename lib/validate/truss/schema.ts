/**
 * The settings of a config.yaml, as data: truss/base/truss_config.py and trt_llm_config.py of Truss 0.18.26 (the same on
 * main of 2026-08-18), with AWS_ASSUME_ROLE of basetenlabs/truss#2610. A new release of Truss is a diff of this file.
 *
 * A type is a word:
 * - `str`, `bool`, `int`, `float`, `any`: what pydantic accepts for them, which is more than their YAML types;
 * - `str+`: text that is not empty; `int[1..8]`: an integer and nothing that could be turned into one, within bounds;
 * - a name with a capital: one of ENUMS, LITERALS or MODELS; a name after `@`: a check of its own (value-checks.ts);
 * - `list<T>`, `dict<T>`; `?` at the end: null is accepted; `!`: the field is required.
 */
export const ENUMS: Readonly<Record<string, readonly string[]>> = {
  Accelerator: [
    ...['B10', 'T4', 'L4', 'A10G', 'V100', 'A100', 'A100_40GB', 'H100', 'H200', 'H100_40GB'],
    ...['B200', 'L40S', 'RTX_PRO_6000', 'B300', 'GB300'],
  ],
  ModelRepoSourceKind: ['hf', 'gcs', 's3', 'azure'],
  ModelServer: ['TrussServer', 'TRT_LLM'],
  CheckpointSource: ['HF', 'GCS', 'S3', 'AZURE', 'LOCAL', 'REMOTE_URL', 'BASETEN_TRAINING'],
  BatchSchedulerPolicy: ['max_utilization', 'guaranteed_no_evict'],
  SpecDecMode: ['DRAFT_TOKENS_EXTERNAL', 'LOOKAHEAD_DECODING'],
  BaseModel: [
    ...['encoder', 'encoder_bert', 'decoder', 'palmyra', 'qwen', 'llama', 'mistral', 'deepseek', 'whisper'],
  ],
  QuantizationType: [
    ...['no_quant', 'weights_int8', 'weights_kv_int8', 'weights_int4', 'weights_int4_kv_int8'],
    ...['smooth_quant', 'fp8', 'fp8_kv', 'fp4', 'fp4_kv', 'fp4_mlp_only'],
  ],
};

/** Compared unchanged: bytes are not accepted as text, unlike in an enum. */
export const LITERALS: Readonly<Record<string, readonly string[]>> = {
  TransportKind: ['http', 'websocket', 'grpc'],
  WebserverRoute: ['/v1/embeddings', '/rerank', '/predict', '/predict_tokens'],
  InferenceStack: ['v1', 'v2'],
};

/** The models of trt_llm.build that were renamed to `decoder`. Truss rejects the old names. */
export const RENAMED_BASE_MODELS: readonly string[] = ['palmyra', 'qwen', 'llama', 'mistral', 'deepseek'];

/** GPUs that cannot run a kind of quantization, or TRT-LLM at all (trt_llm_common_validation). */
export const GPU_WITHOUT: Readonly<Record<'trtLlm' | 'fp8' | 'fp4', readonly string[]>> = {
  trtLlm: ['T4', 'V100'],
  fp8: ['A10G', 'A100', 'A100_40GB', 'T4', 'V100'],
  fp4: ['H100', 'H100_40GB', 'H200', 'L4', 'L40S', 'A100_40GB'],
};

/** constants.SUPPORTED_PYTHON_VERSIONS */
export const PYTHON_VERSIONS: readonly string[] = ['py39', 'py310', 'py311', 'py312', 'py313', 'py314'];

/** Schemes of weights[].source. Those of a bucket have neither an empty path nor a revision. */
export const WEIGHT_SCHEMES: readonly string[] = ['hf', 's3', 'gs', 'azure', 'r2', 'cw', 'https'];
export const BUCKET_SCHEMES: readonly string[] = ['s3', 'gs', 'azure', 'r2', 'cw'];

/** constants.DEFAULT_NON_ROOT_USER_ID: the user that Truss runs a server as when the config names no other. */
export const TRUSS_USER_ID = 60_000;

export interface ModelData {
  readonly fields: Readonly<Record<string, string>>;
  /**
   * How a model treats a key that is not a field. `refuse` (the default): the file loads, and `truss push` rejects it.
   * `drop` and `ignore`: the key is lost; with `ignore` it need not be a string. `keep`: models with their own
   * `__init__`, and models inside them, accept it even at push.
   */
  readonly extra?: 'refuse' | 'drop' | 'ignore' | 'keep';
}

const OIDC_FIELDS = {
  aws_oidc_role_arn: 'str?',
  aws_oidc_region: 'str?',
  gcp_oidc_service_account: 'str?',
  gcp_oidc_workload_id_provider: 'str?',
  aws_assume_role_arn: 'str?',
  aws_assume_role_region: 'str?',
};

const REPO_FIELDS = {
  repo_id: 'str+!',
  revision: '@revision',
  allow_patterns: 'list<str>?',
  ignore_patterns: 'list<str>?',
  volume_folder: 'str+?',
  use_volume: 'bool!',
  kind: 'ModelRepoSourceKind',
  runtime_secret_name: 'str',
};

const RUNTIME_FIELDS = {
  kv_cache_free_gpu_mem_fraction: 'float',
  kv_cache_host_memory_bytes: 'int[1..]?',
  enable_chunked_context: 'bool',
  batch_scheduler_policy: 'BatchSchedulerPolicy',
  request_default_max_tokens: 'int[1..]?',
  served_model_name: 'str?',
  total_token_limit: 'int',
  webserver_default_route: 'WebserverRoute?',
};

const VERSION = '@startsWithDigit?';

export const MODELS: Readonly<Record<string, ModelData>> = {
  TrussConfig: {
    fields: {
      model_name: 'str?',
      model_metadata: 'dict<any>',
      description: 'str?',
      examples_filename: 'str',
      data_dir: 'str',
      external_data: 'list<ExternalDataItem>?',
      external_package_dirs: 'list<str>',
      python_version: '@pythonVersion',
      base_image: 'BaseImage?',
      requirements_file: 'str?',
      requirements: 'list<str>',
      system_packages: 'list<str>',
      environment_variables: 'dict<@anyway>',
      secrets: 'dict<@secretValue?>',
      resources: 'Resources',
      runtime: 'Runtime',
      build: 'Build',
      build_commands: 'list<str>',
      docker_server: 'DockerServer?',
      model_cache: 'list<ModelRepo>',
      weights: '@weights',
      trt_llm: '@trtLlm?',
      training_checkpoints: 'CheckpointList?',
      bis_llm: 'BISLLM?',
      input_type: 'str',
      model_framework: 'str',
      model_type: 'str',
      model_module_dir: 'str',
      model_class_filename: 'str',
      model_class_name: 'str',
      bundled_packages_dir: 'str',
      use_local_src: 'bool',
      cache_internal: 'list<CachedRepo>?',
      live_reload: 'bool',
      apply_library_patches: 'bool',
      spec_version: 'str',
    },
  },
  BaseImage: {
    fields: { image: 'str', python_executable_path: '@absolutePath', docker_auth: 'DockerAuthSettings?' },
  },
  DockerAuthSettings: {
    fields: {
      auth_method: '@dockerAuthMethod!',
      registry: 'str?',
      secret_name: 'str?',
      aws_access_key_id_secret_name: 'str',
      aws_secret_access_key_secret_name: 'str',
      ...OIDC_FIELDS,
    },
  },
  WeightsAuth: { fields: { auth_method: '@weightsAuthMethod!', auth_secret_name: 'str?', ...OIDC_FIELDS } },
  WeightsSource: {
    fields: {
      source: '@weightsSource!',
      mount_location: '@mountLocation!',
      auth: 'WeightsAuth?',
      auth_secret_name: 'str?',
      allow_patterns: 'list<str>?',
      ignore_patterns: 'list<str>?',
    },
  },
  ModelRepo: { fields: REPO_FIELDS },
  CachedRepo: { fields: { ...REPO_FIELDS, use_volume: 'bool' } },
  ExternalDataItem: {
    fields: { url: 'str+!', local_data_path: 'str+!', backend: 'str', name: 'str?' },
  },
  Build: {
    fields: {
      model_server: 'ModelServer',
      arguments: 'dict<any>',
      secret_to_path_mapping: 'dict<str>',
      no_cache: 'bool',
    },
  },
  Resources: {
    fields: {
      cpu: '@cpu',
      memory: '@memory',
      accelerator: '@accelerator',
      instance_type: 'str?',
      node_count: 'int[1..]?',
      fabric: 'FabricRequirement?',
      use_gpu: '@anyway',
    },
  },
  AcceleratorSpec: { fields: { accelerator: 'Accelerator?', count: '@count' }, extra: 'drop' },
  FabricRequirement: { fields: { use_rdma: 'bool?', preferences: 'list<str>?' } },
  Runtime: {
    fields: {
      predict_concurrency: 'int',
      streaming_read_timeout: 'int',
      enable_tracing_data: 'bool',
      enable_debug_logs: 'bool',
      transport: '@transport?',
      is_websocket_endpoint: 'bool?',
      health_checks: 'HealthChecks',
      oidc: 'OIDC',
      remote_ssh: 'RemoteSSH',
      egress_restrictions: 'EgressRestrictions?',
      truss_server_version_override: '@version?',
    },
  },
  HealthChecks: {
    fields: {
      restart_check_delay_seconds: 'int?',
      restart_threshold_seconds: 'int?',
      stop_traffic_threshold_seconds: 'int?',
      startup_threshold_seconds: 'int?',
    },
  },
  OIDC: { fields: { enabled: 'bool?' } },
  RemoteSSH: { fields: { enabled: 'bool' } },
  EgressRestrictions: { fields: { ip_allow_list: 'list<@ipv4>?', fqdn_allow_list: 'list<@fqdn>?' } },
  HTTPOptions: { fields: { kind: 'TransportKind' }, extra: 'ignore' },
  GRPCOptions: { fields: { kind: 'TransportKind' }, extra: 'ignore' },
  WebsocketOptions: {
    fields: { kind: 'TransportKind', ping_interval_seconds: 'float?', ping_timeout_seconds: 'float?' },
    extra: 'ignore',
  },
  DockerServer: {
    fields: {
      start_command: 'str?',
      server_port: 'int!',
      predict_endpoint: 'str!',
      readiness_endpoint: 'str!',
      liveness_endpoint: 'str!',
      run_as_user_id: '@userId?',
      no_build: 'bool?',
    },
  },
  CheckpointList: {
    fields: {
      download_folder: 'str',
      artifact_references: 'list<TrainingArtifactReference>',
      loops_checkpoint_ids: 'list<str>',
    },
  },
  TrainingArtifactReference: { fields: { training_job_id: 'str!', paths: 'list<str>' } },
  BISLLM: {
    fields: {
      config: 'dict<any>?',
      version: 'str',
      additional_autoscaling_config: 'AdditionalAutoscalingConfig?',
    },
  },
  AdditionalAutoscalingConfig: { fields: { metrics: 'list<AutoscalingMetric>!' }, extra: 'ignore' },
  AutoscalingMetric: { fields: { name: 'str!', target: 'float!' }, extra: 'ignore' },

  TrtLlmV1: {
    fields: {
      build: 'TrtLlmBuild!',
      inference_stack: 'InferenceStack',
      runtime: 'TrtLlmRuntime',
      version_overrides: 'VersionsOverrides',
    },
  },
  TrtLlmV2: {
    fields: {
      build: 'TrtLlmBuild!',
      inference_stack: 'InferenceStack',
      runtime: 'TrtLlmRuntimeV2!',
      version_overrides: 'VersionsOverrides',
    },
  },
  TrtLlmBuild: {
    fields: {
      base_model: 'BaseModel',
      max_seq_len: 'int[1..1048576]?',
      max_batch_size: 'int[1..2048]',
      max_num_tokens: 'int[65..1048576]',
      max_beam_width: 'int[1..1]',
      max_prompt_embedding_table_size: 'int',
      checkpoint_repository: 'CheckpointRepository?',
      gather_all_token_logits: 'bool',
      strongly_typed: 'bool',
      quantization_type: 'QuantizationType',
      quantization_config: 'QuantizationConfig',
      tensor_parallel_count: 'int[1..]',
      pipeline_parallel_count: 'int',
      moe_expert_parallel_option: 'int',
      sequence_parallel_count: 'int',
      plugin_configuration: 'PluginConfiguration',
      num_builder_gpus: 'int[1..]?',
      speculator: 'Speculator?',
      lora_adapters: '@loraAdapters?',
      lora_configuration: 'LoraConfiguration?',
      skip_build_result: 'bool',
    },
    extra: 'keep',
  },
  CheckpointRepository: {
    fields: { source: 'CheckpointSource!', repo: 'str!', revision: 'str?', runtime_secret_name: 'str' },
    extra: 'keep',
  },
  QuantizationConfig: {
    fields: { calib_size: '@calibration', calib_dataset: 'str', calib_max_seq_length: '@calibration' },
    extra: 'keep',
  },
  PluginConfiguration: {
    fields: { paged_kv_cache: 'bool', use_paged_context_fmha: 'bool', use_fp8_context_fmha: 'bool' },
    extra: 'keep',
  },
  LoraConfiguration: { fields: { max_lora_rank: 'int', lora_target_modules: 'list<str>' }, extra: 'keep' },
  Speculator: {
    fields: {
      speculative_decoding_mode: 'SpecDecMode',
      num_draft_tokens: 'int[1..]?',
      checkpoint_repository: 'CheckpointRepository?',
      runtime: 'SpeculatorRuntime',
      build: 'TrtLlmBuild?',
      lookahead_windows_size: 'int[1..]?',
      lookahead_ngram_size: 'int[1..]?',
      lookahead_verification_set_size: 'int[1..]?',
      enable_b10_lookahead: 'bool?',
    },
    extra: 'keep',
  },
  TrtLlmRuntime: { fields: RUNTIME_FIELDS },
  SpeculatorRuntime: { fields: RUNTIME_FIELDS, extra: 'keep' },
  TrtLlmRuntimeV2: {
    fields: {
      max_seq_len: 'int[1..1048576]?',
      max_batch_size: 'int[1..2048]',
      max_num_tokens: 'int[65..131072]',
      tensor_parallel_size: 'int[1..]',
      enable_chunked_prefill: 'bool',
      served_model_name: 'str?',
      patch_kwargs: 'dict<@patchValue>',
      gated_features: '@anyway',
    },
  },
  VersionsOverrides: {
    fields: {
      engine_builder_version: VERSION,
      briton_version: VERSION,
      bei_version: VERSION,
      bei_bert_version: VERSION,
      v2_llm_version: 'str?',
    },
  },
};
