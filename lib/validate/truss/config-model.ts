import { isNull } from '../yaml/node.ts';
import { buildSecretFindings } from './build-secrets.ts';
import { dockerAuth } from './docker-auth.ts';
import { foundValue, refuse } from './refusal.ts';
import {
  anything,
  boolean,
  integer,
  list,
  mapping,
  model,
  nullable,
  number,
  type Shape,
  string,
} from './shapes.ts';
import {
  accelerator,
  cpu,
  dockerServerFindings,
  exclusiveFindings,
  memory,
  modelServer,
  nodeCount,
  pythonVersion,
  weightsMethod,
} from './value-rules.ts';
import { LATEST_TRUSS, type TrussVersion } from './version.ts';

const strings = list(string);
const maybeString = nullable(string);
const maybeInteger = nullable(integer);
const maybeBoolean = nullable(boolean);

const build = model(
  {
    model_server: modelServer,
    arguments: mapping(anything),
    secret_to_path_mapping: mapping(string),
    no_cache: boolean,
  },
  { whole: buildSecretFindings },
);

const runtime = model({
  predict_concurrency: integer,
  streaming_read_timeout: integer,
  enable_tracing_data: boolean,
  enable_debug_logs: boolean,
  transport: anything,
  is_websocket_endpoint: maybeBoolean,
  health_checks: model({
    restart_check_delay_seconds: maybeInteger,
    restart_threshold_seconds: maybeInteger,
    stop_traffic_threshold_seconds: maybeInteger,
    startup_threshold_seconds: maybeInteger,
  }),
  oidc: model({ enabled: maybeBoolean }),
  remote_ssh: model({ enabled: boolean }),
  egress_restrictions: nullable(
    model({ ip_allow_list: nullable(strings), fqdn_allow_list: nullable(strings) }),
  ),
  truss_server_version_override: maybeString,
});

const resources = model({
  cpu,
  memory,
  accelerator,
  instance_type: maybeString,
  node_count: nullable(nodeCount),
  fabric: nullable(model({ use_rdma: maybeBoolean, preferences: nullable(strings) })),
  use_gpu: anything,
});

const dockerServer = model(
  {
    start_command: maybeString,
    server_port: integer,
    predict_endpoint: string,
    readiness_endpoint: string,
    liveness_endpoint: string,
    run_as_user_id: maybeInteger,
    no_build: maybeBoolean,
  },
  {
    required: ['server_port', 'predict_endpoint', 'readiness_endpoint', 'liveness_endpoint'],
    whole: dockerServerFindings,
  },
);

const modelRepo = model(
  {
    repo_id: string,
    revision: string,
    allow_patterns: nullable(strings),
    ignore_patterns: nullable(strings),
    volume_folder: maybeString,
    use_volume: boolean,
    kind: anything,
    runtime_secret_name: string,
  },
  { required: ['repo_id'] },
);

const weightsSource = model(
  {
    source: string,
    mount_location: string,
    auth: nullable(
      model(
        {
          auth_method: weightsMethod,
          auth_secret_name: maybeString,
          aws_oidc_role_arn: maybeString,
          aws_oidc_region: maybeString,
          gcp_oidc_service_account: maybeString,
          gcp_oidc_workload_id_provider: maybeString,
        },
        { required: ['auth_method'] },
      ),
    ),
    auth_secret_name: maybeString,
    allow_patterns: nullable(strings),
    ignore_patterns: nullable(strings),
  },
  { required: ['source', 'mount_location'] },
);

const externalData = list(
  model(
    { url: string, local_data_path: string, backend: string, name: maybeString },
    { required: ['url', 'local_data_path'] },
  ),
);

const trainingCheckpoints = model({
  download_folder: string,
  artifact_references: list(
    model({ training_job_id: string, paths: strings }, { required: ['training_job_id'] }),
  ),
  loops_checkpoint_ids: strings,
});

const bisLlm = model({
  config: nullable(mapping(anything)),
  version: string,
  additional_autoscaling_config: nullable(
    model(
      {
        metrics: list(
          model({ name: string, target: number }, { required: ['name', 'target'], unknown: 'drop' }),
        ),
      },
      { required: ['metrics'], unknown: 'drop' },
    ),
  ),
});

function baseImage(version: TrussVersion): Shape {
  return model({
    image: string,
    python_executable_path: absolutePath,
    docker_auth: nullable(dockerAuth(version)),
  });
}

/** What stands here may be the secret itself, so the message does not quote it. */
const secretValue: Shape = (node, path) => {
  if (isNull(node) || string(node, path).length === 0) return [];
  return [refuse('TDA002', path, node, 'must be null or a string', SECRET_HINT)];
};

const SECRET_HINT = 'Write null: the value is set in Baseten, and nothing in this file is used for it.';

const absolutePath: Shape = (node, path) => {
  const findings = string(node, path);
  if (findings.length > 0 || node.kind !== 'scalar' || node.text === '' || node.text.startsWith('/'))
    return findings;
  return [
    refuse(
      'TDA007',
      path,
      node,
      `must be an absolute path, and ${foundValue(node)}`,
      `Write "/${node.text}".`,
    ),
  ];
};

/**
 * The fields of a config.yaml and their types (truss/base/truss_config.py). Around docker_auth the model is complete;
 * of what Truss checks about the values of other sections it has what people get wrong.
 */
export function configModel(version: TrussVersion): Shape {
  return model(topLevel(version), { whole: exclusiveFindings });
}

function topLevel(version: TrussVersion): Record<string, Shape> {
  return {
    model_name: maybeString,
    model_metadata: mapping(anything),
    description: maybeString,
    examples_filename: string,
    data_dir: string,
    external_data: nullable(externalData),
    external_package_dirs: strings,
    python_version: pythonVersion,
    base_image: nullable(baseImage(version)),
    requirements_file: maybeString,
    requirements: strings,
    system_packages: strings,
    environment_variables: mapping(anything),
    secrets: mapping(secretValue),
    resources,
    runtime,
    build,
    build_commands: strings,
    docker_server: nullable(dockerServer),
    model_cache: list(modelRepo),
    hf_cache: nullable(list(modelRepo)),
    weights: list(weightsSource),
    trt_llm: anything,
    training_checkpoints: nullable(trainingCheckpoints),
    bis_llm: nullable(bisLlm),
    input_type: string,
    model_framework: string,
    model_type: string,
    model_module_dir: string,
    model_class_filename: string,
    model_class_name: string,
    bundled_packages_dir: string,
    use_local_src: boolean,
    cache_internal: nullable(list(modelRepo)),
    live_reload: boolean,
    apply_library_patches: boolean,
    spec_version: string,
  };
}

export const TOP_LEVEL_FIELDS: ReadonlySet<string> = new Set(Object.keys(topLevel(LATEST_TRUSS)));
