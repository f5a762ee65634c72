import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { isJsonObject } from '../../../lib/json.ts';

/** What Lambda passes on of an error: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: unknown;
}

export type Outcome = { result: string } | { error: FunctionError };

/** Lambda says 6 MB, takes 6 MiB of event, and of an answer a hundred bytes more. */
export const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const MAX_RESPONSE_BYTES = MAX_EVENT_BYTES + 100;
/** For X-Ray the client repeats the error in a header; MAX_HEADER_SIZE_BYTES in AWS's own client for .NET. */
const MAX_HEADER_BYTES = 1024 * 1024;

const API = '/2018-06-01/runtime';

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: string | Buffer;
}

interface Invocation {
  id: string;
  answer: Answer;
  settle: (outcome: Outcome) => void;
}

/**
 * The Runtime API of one execution environment: hands out one invocation at a time, and takes one outcome for each.
 * What a runtime must not do is refused, as Lambda refuses it, and remembered in `complaints`.
 */
export class RuntimeApi implements AsyncDisposable {
  readonly complaints: string[] = [];
  readonly #initError = Promise.withResolvers<FunctionError>();
  readonly #server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, async (request, response) => {
    const { status, headers, body } = await this.#answer(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  });
  #handOut: ((invocation: Invocation) => void) | undefined;
  #waiting: Invocation | undefined;
  #running: Invocation | undefined;

  /** Resolves when the runtime says that the function cannot begin. */
  get initError(): Promise<FunctionError> {
    return this.#initError.promise;
  }

  /** Resolves to its address, as AWS_LAMBDA_RUNTIME_API has it. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the Runtime API has no TCP port');
    return `127.0.0.1:${address.port}`;
  }

  invoke(event: string | Buffer, functionArn: string, deadline: Date): Promise<Outcome> {
    if (this.#waiting ?? this.#running) throw new Error('an environment takes one invocation at a time');
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const id = randomUUID();
    const headers = {
      'lambda-runtime-aws-request-id': id,
      'lambda-runtime-deadline-ms': `${deadline.getTime()}`,
      'lambda-runtime-invoked-function-arn': functionArn,
      'lambda-runtime-trace-id': `Root=1-${deadline.getTime().toString(16).slice(-8)}-${randomBytes(12).toString('hex')};Sampled=0`,
    };
    const invocation = { id, answer: { status: 200, headers, body: event }, settle: resolve };
    if (this.#handOut === undefined) this.#waiting = invocation;
    else this.#handOut(invocation);
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const body = Buffer.concat(await request.toArray());
    const asked = `${request.method} ${request.url}`;
    switch (asked) {
      case `GET ${API}/invocation/next`:
        return this.#next();
      case `POST ${API}/init/error`:
        return this.#takeInitError(body);
      case `POST ${API}/invocation/${this.#running?.id}/response`:
        return this.#takeResponse(body);
      case `POST ${API}/invocation/${this.#running?.id}/error`:
        return this.#takeError(body);
      default:
        return this.#refuse(400, 'InvalidRequestID', asked);
    }
  }

  async #next(): Promise<Answer> {
    if (this.#running) return this.#refuse(403, 'InvalidStateTransition', 'the last one has no outcome yet');
    const { promise, resolve } = Promise.withResolvers<Invocation>();
    this.#handOut = resolve;
    if (this.#waiting) resolve(this.#waiting);
    this.#running = await promise;
    this.#waiting = this.#handOut = undefined;
    return this.#running.answer;
  }

  #takeResponse(body: Buffer): Answer {
    if (body.length <= MAX_RESPONSE_BYTES) return this.#settle({ result: body.toString() });
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
    this.#settle({ error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } });
    return this.#refuse(413, 'RequestEntityTooLarge', errorMessage);
  }

  #takeError(body: Buffer): Answer {
    const error = functionError(body);
    if (error === undefined) return this.#refuse(400, 'InvalidErrorShape', body.toString());
    return this.#settle({ error });
  }

  #takeInitError(body: Buffer): Answer {
    const error = functionError(body);
    if (error === undefined) return this.#refuse(400, 'InvalidErrorShape', body.toString());
    if (this.#running ?? this.#handOut)
      return this.#refuse(403, 'InvalidStateTransition', 'it has begun already');
    this.#initError.resolve(error);
    return ACCEPTED;
  }

  #settle(outcome: Outcome): Answer {
    this.#running?.settle(outcome);
    this.#running = undefined;
    return ACCEPTED;
  }

  #refuse(status: number, errorType: string, errorMessage: string): Answer {
    this.complaints.push(`${errorType}: ${errorMessage.slice(0, 200)}`);
    return { status, body: JSON.stringify({ errorType, errorMessage }) };
  }
}

const ACCEPTED: Answer = { status: 202, body: '{"status":"OK"}' };

function functionError(body: Buffer): FunctionError | undefined {
  const error: unknown = JSON.parse(body.toString());
  if (!isJsonObject(error)) return undefined;
  const { errorType, errorMessage, trace } = error;
  return typeof errorType === 'string' && typeof errorMessage === 'string'
    ? { errorType, errorMessage, trace }
    : undefined;
}
