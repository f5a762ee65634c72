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
  /** Fires when the run must end. Unfinished publications have failed. */
  signal: AbortSignal;
  /** Fires when no further mint may begin. Minted tokens are still published. */
  stop?: AbortSignal;
}

/** The state that the steps of one run share. */
export interface RunContext extends RefreshInput, Machine {
  startedAt: Date;
  /** False if the ledger could not be read: then the published secrets are unknown. */
  isLedgerKnown: boolean;
  /** Fires when no further ledger entry may be written. */
  lastCall: AbortSignal;
  lanes: Lanes;
  backend: (publication: Publication) => Promise<Backend>;
  prove: Prover;
  /** The parts of the report, by publication id and by source. */
  outcomes: Map<Publication['id'], Outcome>;
  minted: Map<SourceSpec, MintOutcome>;
  /** Why ledger entries could not be written, and how many. */
  unrecorded: Map<string, { failure: Failure; count: number }>;
}
