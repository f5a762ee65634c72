import type { Backend } from '../backends/backend.ts';
import type { Config, Publication } from '../config/config.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import type { Failure } from '../failure.ts';
import type { SourceSpec } from '../sources/catalogue.ts';
import type { Lanes } from './lanes.ts';
import type { Machine } from './machine.ts';
import type { Prover } from './prove.ts';
import type { MintOutcome, Outcome } from './report.ts';
import type { RefreshRequest } from './request.ts';

export interface RefreshInput {
  config: Config;
  /** The running function. */
  name: RefreshFunction;
  cadenceMs: number;
  request: RefreshRequest;
  /** Fires when the run must end: what is not done by then has failed. */
  signal: AbortSignal;
  /** Fires when no further mint may begin; tokens that are minted by then are still published. */
  stop?: AbortSignal;
}

/** Everything that the steps of one run share. */
export interface RunContext extends RefreshInput, Machine {
  startedAt: Date;
  /** False when the ledger could not be read: then the run does not know what is published. */
  isLedgerKnown: boolean;
  /** Fires when no entry is written to the ledger any more. */
  lastCall: AbortSignal;
  lanes: Lanes;
  backend: (publication: Publication) => Promise<Backend>;
  prove: Prover;
  /** By publication id, and by source: what the report is made of. */
  outcomes: Map<Publication['id'], Outcome>;
  minted: Map<SourceSpec, MintOutcome>;
  /** Why entries did not get into the ledger, and how many. */
  unrecorded: Map<string, { failure: Failure; count: number }>;
}
