import type { Request } from './http.ts';

/** What can be made to go wrong with one request. */
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

/** The service says it is asked too often, in its own words. */
export const throttle: Fault = { kind: 'throttle' };
/** It also says when to come back, in seconds, as far as the service says such a thing. */
export const throttleUntil = (retryAfter: string): Fault => ({ kind: 'throttle', retryAfter });
/** The service knows who asks, and does not allow what is asked. */
export const deny: Fault = { kind: 'deny' };
/** No answer, ever: the connection stays open until somebody gives up. */
export const hang: Fault = { kind: 'hang' };
/** The work is done, but the connection breaks halfway through the answer: the caller cannot know. */
export const cut: Fault = { kind: 'cut' };
/** The service refuses with a message that repeats what it was sent, secrets and all. */
export const echo: Fault = { kind: 'echo' };
/** What a proxy or a load balancer says when the service behind it is gone: a status, and HTML. */
export const status = (code: number): Fault => ({ kind: 'status', status: code });
/** The token that is minted dies this soon. */
export const shortLived = (milliseconds: number): Fault => ({ kind: 'short-lived', milliseconds });
/** 200, with a body that is not what was asked for. */
export const garbage = (body = '<html>Welcome to the hotel wireless network</html>'): Fault => ({
  kind: 'garbage',
  status: 200,
  body,
  type: 'text/html',
});
/** JSON that says something else than the service would have said. The work is not done. */
export const answer = (statusCode: number, body: string): Fault => ({
  kind: 'garbage',
  status: statusCode,
  body,
  type: 'application/json',
});
/** The right answer, late. Real time: it is the caller's patience that is tried. */
export const delay = (milliseconds: number): Fault => ({ kind: 'delay', milliseconds });
/** The work is done at once, and the answer comes after so long in all: as from somewhere far away. */
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
  /** How many matching requests it befalls. Default: 1. */
  times?: number;
  fault: Fault;
}

/** What a request asks, as the call log has it. */
export interface CallTarget {
  service: string;
  operation: string;
  region?: string | undefined;
  host?: string | undefined;
}

/** The faults that are still to come. Each request suffers the first rule that matches it, and at most that one. */
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
