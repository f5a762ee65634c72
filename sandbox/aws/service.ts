import type { AwsPartition } from '../../lib/hosts/registry-host.ts';
import type { Input } from './input.ts';
import type { Context } from './policy.ts';
import type { Principal } from './principals.ts';
import type { Protocol } from './protocols.ts';

/** One request to an AWS service whose sender is known. */
export interface AwsCall {
  readonly input: Input;
  readonly caller: Principal;
  readonly region: string;
  readonly partition: AwsPartition;
  readonly now: Date;
  /** The life of a token minted now, when a fault shortens it. */
  readonly tokenLife: number | undefined;
  /** Refuses the call unless the caller may do this. */
  demand(action: string, resource: string, context?: Context): void;
  /** Names in the log what the call is about. */
  about(resource: string): void;
}

export type Operation = (call: AwsCall) => object | undefined;

export interface AwsService {
  /** As in the credential scope of a signature. */
  readonly name: string;
  /** The prefix of the operation in X-Amz-Target. Undefined for the query protocol, which has no target. */
  readonly target?: string;
  readonly protocol: Protocol;
  readonly operations: Readonly<Record<string, Operation>>;
}
