import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Config } from '../config/config.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import { deadlineOf, lambdaMachine, type Machine } from './machine.ts';
import { hostsOf, parseRequest } from './request.ts';
import { publicationsOf, runFunction } from './run-function.ts';
import { explainToLambda, settle } from './settle.ts';

/**
 * The common part of the refresh functions: an event becomes a report, or an error with every reason. The sandbox
 * passes another config and machine.
 */
export function refreshHandler(name: RefreshFunction) {
  return (config: Config, given?: Machine) => {
    const recorded: Machine['recorded'] = new Map();
    return middy()
      .handler(async (event: unknown, context: Context) => {
        const request = parseRequest(event, hostsOf(config, name));
        const signal = deadlineOf(context, publicationsOf({ config, name }));
        const machine = given ?? lambdaMachine(process.env, context, event);
        return settle(await runFunction({ config, name, request, signal }, { recorded, ...machine }));
      })
      .onError(explainToLambda);
  };
}
