import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import registries from '#registries';
import type { Config } from '../lib/config/config.ts';
import { deadlineOf, lambdaMachine, type Machine } from '../lib/refresh/machine.ts';
import { settle, tellFailure } from '../lib/refresh/report.ts';
import { hostsOf, parseRequest } from '../lib/refresh/request.ts';
import { refresh } from '../lib/refresh/run.ts';
import { CADENCE_MS } from '../lib/refresh/schedule.ts';

const KINDS = ['artifact-registry'] as const;

/** Keeps the secrets of Artifact Registry alive. Another config and machine stand in for the real ones in the sandbox. */
export function refreshArtifactRegistry(config: Config, machine?: Machine) {
  return middy()
    .handler(async (event: unknown, context: Context) => {
      const report = await refresh(
        {
          config,
          kinds: KINDS,
          cadenceMs: CADENCE_MS.refreshArtifactRegistry,
          request: parseRequest(event, hostsOf(config, KINDS)),
          signal: deadlineOf(context),
        },
        machine ?? lambdaMachine(process.env, context),
      );
      return settle(report);
    })
    .onError(tellFailure);
}

export const handler = refreshArtifactRegistry(registries);
