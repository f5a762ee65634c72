import type { Context } from 'aws-lambda';
import type { Wait } from '../async/wait.ts';
import type { openBackend } from '../backends/index.ts';
import { runReserveMs } from '../config/schema/refresh-functions.ts';
import { isJsonObject } from '../json.ts';
import { openLedger } from '../ledger/index.ts';
import type { Entry, Ledger } from '../ledger/ledger.ts';
import type { probe } from '../probe/probe.ts';
import type { openSource } from '../sources/index.ts';
import { jsonLog, type Log } from '../telemetry/log.ts';
import type { Measure } from '../telemetry/measurement.ts';

/** Everything of a run that is outside the code: environment, clock, ledger, log, metrics. */
export interface Machine {
  env: NodeJS.ProcessEnv;
  now: () => Date;
  ledger: Ledger;
  /**
   * The last entry of each publication that this process has recorded. A run that cannot read the ledger plans with
   * them: the retry of an event comes to the same process, and publishes nothing twice.
   */
  recorded?: Map<string, Entry>;
  log: Log;
  /** Receives the metrics of a run. Absent: no metrics. */
  measure?: Measure;
  /** Waits. Absent: in real time. */
  wait?: Wait;
  /** Replaces the real clouds: tests of whole years need clouds in memory. */
  clouds?: { openSource: typeof openSource; openBackend: typeof openBackend; probe?: typeof probe };
}

/** The machine of an invocation in Lambda. */
export function lambdaMachine(env: NodeJS.ProcessEnv, context: Context, event: unknown): Machine {
  const { functionName, awsRequestId: requestId } = context;
  const { PULLKEEPER_STAGE: stage = 'local' } = env;
  return {
    env,
    now: () => new Date(),
    ledger: openLedger(env),
    log: jsonLog({ function: functionName, stage, requestId, eventId: eventId(event) }),
    ...(wantsMetrics(env) && {
      measure: async (measurements) =>
        (await import('../telemetry/embedded-metrics.ts')).printMeasurements(measurements, {
          stage,
          requestId,
        }),
    }),
  };
}

/** In Lambda, and outside if the variables of Powertools ask for metrics. */
function wantsMetrics(env: NodeJS.ProcessEnv): boolean {
  return (
    env.AWS_LAMBDA_INITIALIZATION_TYPE !== undefined ||
    /^(?:false|0|no|off|n|f)$/i.test(env.POWERTOOLS_METRICS_DISABLED ?? '')
  );
}

/** Fires while there is still time to report the outcome of this many publications, before Lambda ends the run. */
export function deadlineOf({ getRemainingTimeInMillis }: Context, publications: number): AbortSignal {
  return AbortSignal.timeout(Math.max(0, getRemainingTimeInMillis() - runReserveMs(publications)));
}

/**
 * Returns an id only if it is a UUID, as EventBridge and Scheduler send. Other ids are written by people and may
 * contain anything, so they are not logged.
 */
const ID = /^[\w-]{8,64}$/;

/** Returns the id of an event. It links a run in the log to its schedule. */
function eventId(event: unknown): string | undefined {
  const id = isJsonObject(event) ? event.id : undefined;
  return typeof id === 'string' && ID.test(id) ? id : undefined;
}
