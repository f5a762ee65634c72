import { retry, TransientError } from '../../async/retry.ts';
import type { Wait } from '../../async/wait.ts';
import { Failure, messageOf } from '../../failure.ts';
import type { Reference } from '../../references/reference.ts';
import { howToReplace, nameOfSecret } from '../../references/replace.ts';
import { toSafeText } from '../../secrecy/safe-text.ts';
import { Secret } from '../../secrecy/secret.ts';
import { GRPC, GrpcError, unary } from './grpc.ts';
import { contentsOf, flagField, textField } from './protobuf.ts';
import { type GrpcMeaning, meaningOf } from './status.ts';

/** The timeout of a call. fal's own client has none. */
const DEADLINE_MS = 10_000;
const CALL_MS = 60_000;

declare const PRESENT: unique symbol;

/** A non-empty value. fal treats a request without a value as a deletion, so only this type can be sent. */
type PresentSecret = Secret & { readonly [PRESENT]: true };

export function isPresent(value: Secret): value is PresentSecret {
  return value.reveal() !== '';
}

interface SetSecret {
  name: string;
  value: PresentSecret;
  environment: string;
  /** Absent: fal keeps the setting, or uses the account's default for a new secret. */
  defaultExposed?: boolean;
}

export interface FalController {
  setSecret(request: SetSecret, signal: AbortSignal): Promise<void>;
  /** The names of the secrets in an environment. */
  listSecrets(environment: string, signal: AbortSignal): Promise<string[]>;
}

/** The part of fal's isolate controller that `fal secrets` uses. https://github.com/fal-ai/fal (isolate_proto, controller.proto) */
export function falController(url: string, key: Secret, kept: Reference, wait?: Wait): FalController {
  const [id, secret] = readKey(key);
  const metadata = { 'auth-key-id': id, 'auth-key': secret.reveal() };

  return {
    async setSecret(request, signal) {
      const tried = `write the secret "${request.name}" to fal, environment ${request.environment}`;
      const secrets = [request.value];
      await call('SetSecret', encodeSetSecret(request), { tried, secrets, signal, read: () => undefined });
    },

    async listSecrets(environment, signal) {
      const tried = `list the secrets of fal, environment ${environment}`;
      return call('ListSecrets', textField(1, environment), { tried, signal, read: decodeNames });
    },
  };

  function call<T>(
    method: string,
    message: Buffer,
    { tried, secrets = [], signal, read }: Call<T>,
  ): Promise<T> {
    const path = `/controller.IsolateController/${method}`;
    const attempt = async () => {
      try {
        return read(await unary({ url, path, metadata, message, deadlineMs: DEADLINE_MS }, signal));
      } catch (error) {
        throw explain(error, tried, kept, [...secrets, key, secret]);
      }
    };
    return retry(attempt, { withinMs: CALL_MS, signal, wait });
  }
}

interface Call<T> {
  tried: string;
  /** The secrets in the message: fal may quote them in an error. */
  secrets?: readonly Secret[];
  signal: AbortSignal;
  read: (answer: Buffer) => T;
}

/** Like fal's own client: only `unavailable` is retried. */
function explain(error: unknown, tried: string, kept: Reference, secrets: readonly Secret[]): Error {
  const said = messageOf(error);
  const status = error instanceof GrpcError ? error : new GrpcError(GRPC.UNKNOWN, said);
  const rejected = status.code === GRPC.UNAUTHENTICATED;
  const [kind, says, hint]: GrpcMeaning = rejected
    ? [
        'denied',
        `fal rejected the key in ${nameOfSecret(kept)}`,
        `make a new key with the scope ADMIN at fal and ${howToReplace(kept)}`,
      ]
    : meaningOf(status);
  const cause = toSafeText(said, { secrets });
  const failure = new Failure(kind, `cannot ${tried}: ${says}`, { hint, ...(cause !== '' && { cause }) });
  return status.code === GRPC.UNAVAILABLE ? new TransientError(failure) : failure;
}

/** ListSecretsResponse: 1 secrets, each of them with 1 name. */
function decodeNames(answer: Buffer): string[] {
  return contentsOf(answer, 1).flatMap((entry) => contentsOf(entry, 1).map(String));
}

/** SetSecretRequest: 1 name, 2 value, 3 environment_name, 4 default_exposed. Without a value it would be a deletion. */
export function encodeSetSecret({ name, value, environment, defaultExposed }: SetSecret): Buffer {
  if (value.reveal() === '') throw new Error(`an empty value would delete the secret "${name}"`);
  return Buffer.concat([
    textField(1, name),
    textField(2, value.reveal()),
    textField(3, environment),
    ...(defaultExposed === undefined ? [] : [flagField(4, defaultExposed)]),
  ]);
}

/** FAL_KEY is `<id>:<secret>`, split at the first colon. */
function readKey(key: Secret): [id: string, secret: Secret] {
  const [, id, secret] = /^([\x21-\x39\x3b-\x7e]+):([\x21-\x7e]+)$/.exec(key.reveal()) ?? [];
  if (id !== undefined && secret !== undefined) return [id, new Secret(secret)];
  throw new Failure('invalid', 'the fal key does not have the form <id>:<secret>', {
    hint: 'store the key exactly as fal shows it once, without a newline at its end',
  });
}
