import type { Answer, Request } from '../http.ts';
import type { CallContext } from '../serve-call.ts';
import type { Repository } from './images.ts';

/** What a request asks of a registry. */
export interface PullRequestContext {
  readonly request: Request;
  /** The name the client used, and the registry's own name, which may differ. */
  readonly host: string;
  readonly registry: string;
  readonly operation: RegistryOperation;
  /** Undefined when the operation is for no repository, or for one that does not exist. */
  readonly repository: Repository | undefined;
  readonly now: Date;
  readonly call: CallContext['call'];
}

export type RegistryOperation =
  | { kind: 'ping' }
  | { kind: 'token' }
  | { kind: 'manifest'; repository: string; reference: string }
  | { kind: 'blob'; repository: string; reference: string };

/** One family of registries: its hosts, its challenges, and its checks of credentials. */
export interface RegistryFamily {
  /** The registry's own name, if this host is one of the family's. */
  registryOf(host: string): string | undefined;
  /** Where its token service is, if it has one. */
  readonly tokenPaths?: readonly string[];
  token?(context: PullRequestContext): Answer;
  /** Undefined accepts the request. */
  refuse(context: PullRequestContext): Answer | undefined;
  /** The family's error for a repository that does not exist. */
  noSuchRepository(context: PullRequestContext): string;
}
