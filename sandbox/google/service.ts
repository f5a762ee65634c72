import type { Answer, Request } from '../http.ts';
import type { GooglePrincipal } from './principals.ts';

/** One request to a Google service. */
export interface GoogleCall {
  readonly request: Request;
  /** Where it was meant to go, and the path it asked for there. */
  readonly host: string;
  readonly path: string;
  readonly now: Date;
  /** The life of a token minted now, when a fault shortens it. */
  readonly tokenLife: number | undefined;
  /** Who sends it, proved by a token that may be used for one of these scopes. */
  authenticate(scopes: readonly string[]): GooglePrincipal;
  /** Refuses the call unless they may do this. */
  demand(holder: GooglePrincipal, permission: string, resource: string): void;
  /** Names in the log whom the call comes from, and what it is about. */
  from(holder: GooglePrincipal): void;
  about(resource: string): void;
}

export interface GoogleService {
  /** As in the call log. */
  readonly name: string;
  /** The part before the domain of the universe: `sts` for sts.googleapis.com. */
  readonly host: RegExp;
  /** What the request asks for; undefined when there is no such method. */
  operationOf(method: string, path: string): string | undefined;
  perform(operation: string, call: GoogleCall): object | Answer;
}
