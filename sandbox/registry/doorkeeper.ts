import type { Attendance } from '../attend.ts';
import type { Answer, Request } from '../http.ts';
import type { Repository } from './images.ts';

/** What a request asks of a registry. */
export interface Visit {
  readonly request: Request;
  /** The name the client used, and the registry's own name, which may differ. */
  readonly host: string;
  readonly registry: string;
  readonly wish: Wish;
  /** Undefined when the wish is for no repository, or for one that does not exist. */
  readonly repository: Repository | undefined;
  readonly now: Date;
  readonly call: Attendance['call'];
}

export type Wish =
  | { kind: 'ping' }
  | { kind: 'token' }
  | { kind: 'manifest'; repository: string; reference: string }
  | { kind: 'blob'; repository: string; reference: string };

/** One family of registries: which hosts are its own, how it challenges and whom it lets in. */
export interface Doorkeeper {
  /** The registry's own name, if this host is one of the family's. */
  registryOf(host: string): string | undefined;
  /** Where its token service is, if it has one. */
  readonly tokenPaths?: readonly string[];
  token?(visit: Visit): Answer;
  /** Undefined lets the visitor in. */
  refuse(visit: Visit): Answer | undefined;
  /** How the family says that a repository does not exist. */
  noSuchRepository(visit: Visit): string;
}
