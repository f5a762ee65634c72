import type { Answer, Request } from '../http.ts';
import { type CallContext, type Dialect, serveCall, type World } from '../serve-call.ts';
import { refusal, success } from './answers.ts';
import { readListSecrets, readSetSecret, type SetSecret, unframe, writeList } from './messages.ts';

export interface FalKey {
  /** `<id>:<secret>`, as FAL_KEY is written. */
  key: string;
  /** A key for calling models writes no secrets. Default: ADMIN. */
  scope?: 'ADMIN' | 'API';
}

export interface FalOptions {
  /** Beside `main`, which is always there. */
  environments?: readonly string[];
  keys?: readonly FalKey[];
}

export interface FalSecret {
  readonly name: string;
  readonly environment: string;
  readonly createdAt: Date;
  value: string;
  defaultExposed: boolean;
}

/** fal documents no limit. This one shows how a client reacts to a limit. */
const MOST_BYTES = 128 * 1024;
const SERVICE = '/controller.IsolateController/';

const dialect: Dialect = {
  // The proxy before the controller answers in plain HTTP, not in gRPC.
  throttled: () => ({
    status: 429,
    headers: { 'content-type': 'text/plain' },
    body: 'rate limited',
    outcome: '429',
  }),
  denied: () => refusal('PERMISSION_DENIED', 'This key lacks the ADMIN scope'),
  quoting: ({ body }) => refusal('INVALID_ARGUMENT', `cannot make sense of ${body.toString()}`),
};

/** fal's isolate controller, as far as secrets go. https://github.com/fal-ai/fal (isolate_proto, controller.proto) */
export class Fal {
  readonly #world: World;
  readonly #environments: Set<string>;
  readonly #keys: Map<string, FalKey>;
  readonly #secrets = new Map<string, FalSecret>();

  constructor(world: World, { environments = [], keys = [] }: FalOptions = {}) {
    this.#world = world;
    this.#environments = new Set(['main', ...environments]);
    this.#keys = new Map(keys.map((key) => [key.key, key]));
  }

  /** Returns a secret as an app of the environment sees it. */
  secret(name: string, environment = 'main'): FalSecret | undefined {
    return this.#secrets.get(`${environment} ${name}`);
  }

  /** Deletes a secret, as a person does by hand. */
  deleteSecret(name: string, environment = 'main'): void {
    this.#secrets.delete(`${environment} ${name}`);
  }

  handle(request: Request): Promise<Answer> {
    const operation = request.target.startsWith(SERVICE)
      ? request.target.slice(SERVICE.length)
      : request.target;
    return serveCall(this.#world, request, { service: 'fal', operation }, dialect, ({ call }) => {
      try {
        return this.#refuse(request, call) ?? this.#serve(operation, request, call);
      } catch (error) {
        return refusal('INTERNAL', `Exception deserializing request: ${String(error)}`);
      }
    });
  }

  /** The problem of the call itself. The sandbox also requires a deadline. */
  #refuse({ method, headers }: Request, call: CallContext['call']): Answer | undefined {
    if (method !== 'POST' || headers['content-type'] !== 'application/grpc' || headers.te !== 'trailers') {
      return { status: 415, headers: {}, body: '', outcome: 'not gRPC' };
    }
    const key = this.#keys.get(`${headers['auth-key-id']}:${headers['auth-key']}`);
    if (key === undefined) return refusal('UNAUTHENTICATED', 'Invalid key credentials');
    call.principal = headers['auth-key-id'];
    if (key.scope === 'API') return refusal('PERMISSION_DENIED', 'This key lacks the ADMIN scope');
    return /^\d{1,8}[HMSmun]$/.test(headers['grpc-timeout'] ?? '')
      ? undefined
      : refusal('INVALID_ARGUMENT', 'The sandbox wants a deadline on every call');
  }

  #serve(operation: string, { body }: Request, call: CallContext['call']): Answer {
    const message = unframe(body);
    if (message === undefined) return refusal('INTERNAL', 'Not one uncompressed message');
    switch (operation) {
      case 'SetSecret':
        return this.#set(readSetSecret(message), call);
      case 'ListSecrets':
        return this.#list(readListSecrets(message));
      default:
        return refusal('UNIMPLEMENTED', 'Method not found!');
    }
  }

  #set(request: SetSecret | undefined, call: CallContext['call']): Answer {
    if (request === undefined)
      return refusal('INVALID_ARGUMENT', 'A field that SetSecretRequest does not have');
    const { name, value, environment = 'main', defaultExposed } = request;
    call.resource = `${environment}/${name}`;
    if (!/^[A-Za-z_]\w*$/.test(name)) return refusal('INVALID_ARGUMENT', `Invalid secret name: ${name}`);
    if (!this.#environments.has(environment)) return refusal('NOT_FOUND', `No environment ${environment}`);

    const place = `${environment} ${name}`;
    if (value === undefined || value === '') {
      this.#secrets.delete(place);
      return { ...success(Buffer.alloc(0)), outcome: 'deleted' };
    }
    if (Buffer.byteLength(value) > MOST_BYTES) return refusal('RESOURCE_EXHAUSTED', 'The value is too large');
    const known = this.#secrets.get(place);
    this.#secrets.set(place, {
      name,
      environment,
      createdAt: known?.createdAt ?? this.#world.clock.now(),
      value,
      defaultExposed: defaultExposed ?? known?.defaultExposed ?? true,
    });
    return success(Buffer.alloc(0));
  }

  #list(request: { environment?: string } | undefined): Answer {
    if (request === undefined)
      return refusal('INVALID_ARGUMENT', 'A field that ListSecretsRequest does not have');
    const { environment = 'main' } = request;
    if (!this.#environments.has(environment)) return refusal('NOT_FOUND', `No environment ${environment}`);
    const secrets = [...this.#secrets.values()].filter((secret) => secret.environment === environment);
    return success(writeList(secrets));
  }
}
