import { setTimeout as wait } from 'node:timers/promises';
import type { Call, CallLog } from './calls.ts';
import type { MovableClock } from './clock.ts';
import type { CallTarget, Fault, Faults } from './faults.ts';
import type { Answer, Request } from './http.ts';

/** The state that all services of one sandbox share. */
export interface World {
  readonly clock: MovableClock;
  readonly faults: Faults;
  readonly calls: CallLog;
}

/** The errors of a protocol, so that an injected fault looks like an error of the service. */
export interface Dialect {
  /** May contain a delay in seconds. */
  throttled(retryAfter?: string): Answer;
  denied(): Answer;
  /** An error that quotes the request. */
  quoting(request: Request): Answer;
}

export interface CallContext {
  /** The log entry. The service fills in the caller and the resource as soon as it knows them. */
  readonly call: Call;
  /** The life of a token minted now, when a fault shortens it. */
  readonly tokenLife: number | undefined;
}

/** Handles a call: applies a pending fault, and writes the log. */
export async function serveCall(
  world: World,
  request: Request,
  asked: CallTarget,
  dialect: Dialect,
  serve: (attendance: CallContext) => Answer,
): Promise<Answer> {
  const call: Call = {
    at: world.clock.now(),
    service: asked.service,
    operation: asked.operation,
    method: request.method,
    region: asked.region,
    principal: undefined,
    resource: undefined,
    status: 0,
    outcome: 'pending',
  };
  world.calls.add(call);
  const fault = world.faults.take(asked, request);
  const answer = await applyFault(fault, request, dialect, (tokenLife) => serve({ call, tokenLife }));
  call.status = answer.status;
  call.outcome = answer.outcome ?? 'ok';
  return answer;
}

async function applyFault(
  fault: Fault | undefined,
  request: Request,
  dialect: Dialect,
  serve: (tokenLife?: number) => Answer,
): Promise<Answer> {
  switch (fault?.kind) {
    case undefined:
      return serve();
    case 'throttle':
      return dialect.throttled(fault.retryAfter);
    case 'deny':
      return dialect.denied();
    case 'hang':
      return { ...html(0, ''), delivery: 'never', outcome: 'hang' };
    case 'cut':
      return { ...serve(), delivery: 'cut', outcome: 'cut' };
    case 'status':
      return {
        ...html(fault.status, `<html><h1>${fault.status}</h1></html>`),
        outcome: `status ${fault.status}`,
      };
    case 'short-lived':
      return serve(fault.milliseconds);
    case 'garbage':
      return {
        status: fault.status,
        headers: { 'content-type': fault.type },
        body: fault.body,
        outcome: 'garbage',
      };
    case 'echo':
      return dialect.quoting(request);
    case 'late answer': {
      const until = performance.now() + fault.milliseconds;
      const answer = serve();
      await wait(until - performance.now(), undefined, { signal: request.signal });
      return answer;
    }
    case 'delay':
      await wait(fault.milliseconds, undefined, { signal: request.signal });
      return serve();
  }
}

function html(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html' }, body };
}
