import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Config } from '../config/config.ts';
import { REFRESH_FUNCTIONS, type RefreshFunction } from '../config/refresh-functions.ts';
import { deadlineOf, lambdaMachine, type Machine } from './machine.ts';
import { settle, tellFailure } from './report.ts';
import { hostsOf, parseRequest } from './request.ts';
import { refresh } from './run.ts';

/**
 * What the refresh functions have in common: an event in, a report out, or an error that says all there is to say.
 * Another config and machine stand in for the real ones in the sandbox.
 */
export function refreshHandler(name: RefreshFunction) {
  const { kinds } = REFRESH_FUNCTIONS[name];
  return (config: Config, machine?: Machine) =>
    middy()
      .handler(async (event: unknown, context: Context) => {
        const request = parseRequest(event, hostsOf(config, kinds));
        const cadenceMs = config.schedule[name];
        const input = { config, kinds, cadenceMs, request, signal: deadlineOf(context) };
        return settle(await refresh(input, machine ?? lambdaMachine(process.env, context)));
      })
      .onError(tellFailure);
}
