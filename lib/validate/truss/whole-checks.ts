import { childOf, isNull, type YamlNode } from '../yaml/node.ts';
import { dockerAuthCheck, weightsAuthCheck } from './auth-method.ts';
import { buildSecretCheck } from './build-secrets.ts';
import { booleanIn, given } from './fields.ts';
import { checkpointCheck } from './hugging-face.ts';
import { found, refuseField } from './refusal.ts';
import { booleanOf, equalsInteger, isTruthy } from './scalars.ts';
import type { Shape, WholeCheck } from './shapes.ts';
import { buildCheck, speculatorCheck } from './trt-llm-build.ts';
import { trtLlmCheck } from './trt-llm-fit.ts';
import { runtimeV2Check, v1Check, v2Check } from './trt-llm-stacks.ts';
import type { TrussVersion } from './version.ts';

/** The checks of whole models, by their names in schema.ts. */
export function wholeChecks(
  version: TrussVersion,
  shapeOf: (type: string) => Shape,
): Readonly<Record<string, WholeCheck>> {
  return {
    TrussConfig: all(exclusive, remoteSsh, trtLlmCheck),
    DockerAuthSettings: dockerAuthCheck(version),
    WeightsAuth: weightsAuthCheck(version),
    WeightsSource: secretTwice,
    Build: buildSecretCheck,
    ModelRepo: volume,
    CachedRepo: volume,
    Runtime: all(legacyWorkers, noTransport),
    DockerServer: startCommand,
    CheckpointList: checkpointsOfOneKind,
    TrtLlmV1: v1Check,
    TrtLlmV2: v2Check,
    TrtLlmRuntimeV2: runtimeV2Check(shapeOf('dict<@patchValue>')),
    TrtLlmBuild: buildCheck,
    CheckpointRepository: checkpointCheck,
    Speculator: speculatorCheck,
  };
}

function all(...checks: readonly WholeCheck[]): WholeCheck {
  return (map, path, report) => {
    for (const check of checks) check(map, path, report);
  };
}

/** Settings that exclude each other. */
const exclusive: WholeCheck = (root, _, report) => {
  const pairs = [
    ['requirements_file', 'requirements'],
    ['weights', childOf(root, 'model_cache') ? 'model_cache' : 'hf_cache'],
  ] as const;
  for (const [one, other] of pairs) {
    const node = childOf(root, one);
    if (node && isTruthy(node) && isTruthy(childOf(root, other)))
      report.refuse('TDA007', [one], node, `cannot be given together with ${other}`, 'Keep one of the two.');
  }
};

const remoteSsh: WholeCheck = (root, _, report) => {
  const enabled = childOf(childOf(childOf(root, 'runtime'), 'remote_ssh'), 'enabled');
  if (!enabled || booleanOf(enabled) !== true) return;
  if (!given(childOf(root, 'docker_server'), 'run_as_user_id')) return;
  report.refuse(
    'TDA007',
    ['runtime', 'remote_ssh', 'enabled'],
    enabled,
    'cannot be true together with docker_server.run_as_user_id',
    'Delete run_as_user_id: SSH needs the user that Truss runs servers as.',
  );
};

const secretTwice: WholeCheck = (source, path, report) => {
  const node = childOf(source, 'auth_secret_name');
  if (node && isTruthy(node) && isTruthy(childOf(childOf(source, 'auth'), 'auth_secret_name')))
    report.refuse(
      'TDA007',
      [...path, 'auth_secret_name'],
      node,
      'cannot be given beside auth.auth_secret_name',
      'Keep the one under auth.',
    );
};

/** With `use_volume`, an entry needs a folder, and an entry of Hugging Face a revision. */
const volume: WholeCheck = (repo, path, report) => {
  const volume = childOf(repo, 'use_volume');
  if (!volume || !isTruthy(volume)) return;
  const kind = childOf(repo, 'kind');
  const bytes = kind?.kind === 'scalar' && kind.type === 'binary' && kind.text === 'hf';
  if (!isTruthy(childOf(repo, 'revision')) && ((bytes && booleanOf(volume)) || isHuggingFace(kind)))
    report.add({
      ...refuseField(
        'TDA004',
        [...path, 'revision'],
        volume,
        'must be provided when use_volume is true',
        'Add "revision:" with a commit of the repository.',
      ),
      // Bytes are only valid as a kind after Truss has written them out for push.
      stops: bytes ? 'push' : 'load',
    });
  if (!isTruthy(childOf(repo, 'volume_folder')))
    report.refuse(
      'TDA004',
      [...path, 'volume_folder'],
      volume,
      'must be provided when use_volume is true',
      'Add "volume_folder:" with a folder of its own for this entry.',
    );
};

function isHuggingFace(kind: YamlNode | undefined): boolean {
  return !kind || isNull(kind) || (kind.kind === 'scalar' && kind.type === 'string' && kind.text === 'hf');
}

/** Truss drops num_workers: it rejects any value but 1 at load, and `truss push` rejects 1 too. */
const legacyWorkers: WholeCheck = (runtime, path, report) => {
  const workers = childOf(runtime, 'num_workers');
  if (!workers || equalsInteger(workers, 1)) return;
  report.refuse(
    'TDA007',
    [...path, 'num_workers'],
    workers,
    'is no longer supported: since Truss 0.9.49 a server has one worker',
    'Delete the line. For concurrency, set runtime.predict_concurrency.',
  );
};

/** A transport of null is rejected, unless the old flag sets a web socket. */
const noTransport: WholeCheck = (runtime, path, report) => {
  const transport = childOf(runtime, 'transport');
  if (!transport || !isNull(transport) || isTruthy(childOf(runtime, 'is_websocket_endpoint'))) return;
  const complaint = `must be a mapping with a kind, and ${found(transport)}`;
  report.refuse(
    'TDA002',
    [...path, 'transport'],
    transport,
    complaint,
    'Write "kind: http", or delete the line.',
  );
};

/** A custom server needs a command, unless the image starts by itself. */
const startCommand: WholeCheck = (server, path, report) => {
  if (booleanIn(server, 'no_build', false) || given(server, 'start_command')) return;
  report.refuse(
    'TDA004',
    [...path, 'start_command'],
    server,
    'is required when no_build is not true',
    'Add "start_command:" with the command that starts the server.',
  );
};

const checkpointsOfOneKind: WholeCheck = (list, path, report) => {
  const jobs = childOf(list, 'artifact_references');
  if (!jobs || !isTruthy(jobs) || !isTruthy(childOf(list, 'loops_checkpoint_ids'))) return;
  report.refuse(
    'TDA007',
    [...path, 'artifact_references'],
    jobs,
    'cannot be given together with loops_checkpoint_ids',
    'Keep one of the two.',
  );
};
