import type { KeysOf } from '../google/id-token.ts';
import type { Answer, Request } from '../http.ts';
import type { CallContext } from '../serve-call.ts';
import type { MintedTokens } from './minted-tokens.ts';

/** What a token service has to do with the rest of the sandbox. */
export interface TokenDesk {
  /** The keys of the issuers of subject tokens. */
  keysOf: KeysOf;
  minted: MintedTokens;
}

export interface TokenCall {
  request: Request;
  host: string;
  path: string;
  now: Date;
  /** The life of a token minted now, when a fault shortens it. */
  tokenLife: number | undefined;
  call: CallContext['call'];
}

/** A service that mints tokens for registries. */
export interface TokenService {
  /** As in the call log. */
  name: string;
  /** The registries whose tokens it mints. */
  registries: readonly string[];
  /** What a call is called in the log; undefined if it is for another service. */
  operationOf(method: string, host: string, path: string): string | undefined;
  perform(call: TokenCall, desk: TokenDesk): Answer;
}

/** A refusal in the form of OAuth. */
export class TokenRefusal extends Error {
  override readonly name = 'TokenRefusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function json(status: number, body: object): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
