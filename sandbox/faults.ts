import type { Request } from './http.ts';

/** The faults that can be injected into a request. */
export type Fault =
  | { kind: 'throttle'; retryAfter?: string }
  | { kind: 'deny' }
  | { kind: 'hang' }
  | { kind: 'cut' }
  | { kind: 'status'; status: number }
  | { kind: 'short-lived'; milliseconds: number }
  | { kind: 'garbage'; status: number; body: string; type: string }
  | { kind: 'echo' }
  | { kind: 'delay'; milliseconds: number }
  | { kind: 'late answer'; milliseconds: number };

/** The service throttles the request, with its own error. */
export const throttle: Fault = { kind: 'throttle' };
/** The same with a delay in seconds, if the service sends one. */
export const throttleUntil = (retryAfter: string): Fault => ({ kind: 'throttle', retryAfter });
/** The service knows who asks, and does not allow what is asked. */
export const deny: Fault = { kind: 'deny' };
/** No answer: the connection stays open until the client closes it. */
export const hang: Fault = { kind: 'hang' };
/** The work is done, but the connection breaks halfway through the answer, so the caller does not know. */
export const cut: Fault = { kind: 'cut' };
/** The service answers with an error that repeats the request with its secrets. */
export const echo: Fault = { kind: 'echo' };
/** The answer of a proxy or a load balancer whose service is down: a status, and HTML. */
export const status = (code: number): Fault => ({ kind: 'status', status: code });
/** The minted token lives only this long. */
export const shortLived = (milliseconds: number): Fault => ({ kind: 'short-lived', milliseconds });
/** 200, with an unrelated body. */
export const garbage = (body = '<html>Welcome to the hotel wireless network</html>'): Fault => ({
  kind: 'garbage',
  status: 200,
  body,
  type: 'text/html',
});
/** A JSON answer that the service would not send. The work is not done. */
export const answer = (statusCode: number, body: string): Fault => ({
  kind: 'garbage',
  status: statusCode,
  body,
  type: 'application/json',
});
/** The right answer, late, in real time. */
export const delay = (milliseconds: number): Fault => ({ kind: 'delay', milliseconds });
/** The work is done at once, but the answer arrives late, like from a distant service. */
export const lateAnswer = (milliseconds: number): Fault => ({ kind: 'late answer', milliseconds });

export interface FaultRule {
  /** As in the call log: `sts`, `ecr`, `ecr-public`, `secretsmanager`, `dynamodb`, `registry`, `baseten`, `fal`. Default: any. */
  service?: string;
  /** As in the call log: `GetAuthorizationToken`, `manifest`… Default: any. */
  operation?: string;
  /** The region of AWS that was asked. Default: any. */
  region?: string;
  /** The registry that was asked. Default: any. */
  host?: string;
  /** A text that the request carries: the ARN of a role, the name of a secret. Default: any. */
  about?: string;
  /** How many matching requests fail. Default: 1. */
  times?: number;
  fault: Fault;
}

/** The target of a request, as in the call log. */
export interface CallTarget {
  service: string;
  operation: string;
  region?: string | undefined;
  host?: string | undefined;
}

/** The pending faults. The first matching rule applies to a request, and no other. */
export class Faults {
  #rules: { rule: FaultRule; left: number }[] = [];

  /** Returns what takes the rule away again. */
  add(rule: FaultRule): () => void {
    const added = { rule, left: rule.times ?? 1 };
    this.#rules.push(added);
    return () => {
      this.#rules = this.#rules.filter((each) => each !== added);
    };
  }

  clear(): void {
    this.#rules = [];
  }

  take(asked: CallTarget, request: Pick<Request, 'target' | 'body'>): Fault | undefined {
    const found = this.#rules.find(({ rule, left }) => left > 0 && matchesRule(rule, asked, request));
    if (found) found.left -= 1;
    return found?.rule.fault;
  }
}

function matchesRule(
  rule: FaultRule,
  asked: CallTarget,
  { target, body }: Pick<Request, 'target' | 'body'>,
): boolean {
  const { about } = rule;
  return (
    (rule.service === undefined || rule.service === asked.service) &&
    (rule.operation === undefined || rule.operation === asked.operation) &&
    (rule.region === undefined || rule.region === asked.region) &&
    (rule.host === undefined || rule.host === asked.host) &&
    (about === undefined || spellingsOf(about).some((text) => target.includes(text) || body.includes(text)))
  );
}

/** As it is, and as a form or an address spells it. */
function spellingsOf(text: string): string[] {
  return [text, encodeURIComponent(text)];
}
