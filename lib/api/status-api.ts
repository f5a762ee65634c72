import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Config } from '../config/config.ts';
import { openLedger } from '../ledger/index.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { deployedCommands } from '../status/commands.ts';
import type { Commands } from '../status/remarks.ts';
import { statusOf } from '../status/status.ts';
import { negotiated, negotiation } from './negotiation.ts';
import type { HttpResponse } from './problem.ts';
import { problemJson } from './problem-json.ts';
import { answerStatus, ledgerProblem, STATUS_ANSWERS } from './status.ts';

interface Machine {
  now: () => Date;
  ledger: Ledger;
  /** The commands to suggest. */
  commands: Commands;
}

/** The machine of an invocation in Lambda. */
function lambdaMachine({ PULLKEEPER_STAGE: stage, AWS_REGION: region }: NodeJS.ProcessEnv): Machine {
  return {
    now: () => new Date(),
    ledger: openLedger(process.env),
    commands: deployedCommands({ stage, region }),
  };
}

/** Reports how long every published secret lives. The API reads the ledger, and nothing else. */
export function statusApi(config: Config, machine?: Machine) {
  return middy<APIGatewayProxyEventV2, HttpResponse>()
    .use(httpHeaderNormalizer())
    .use(problemJson({ routes: ['GET /v1/status'], mediaTypes: STATUS_ANSWERS }))
    .use(negotiation(STATUS_ANSWERS))
    .handler(async (_event, context) => {
      const { now, ledger, commands } = machine ?? lambdaMachine(process.env);
      const entries = await ledger.entries().catch((error: unknown) => {
        throw ledgerProblem(error);
      });
      return answerStatus(statusOf(config, entries, now()), commands, negotiated(context));
    });
}
