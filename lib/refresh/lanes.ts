import { limiter } from '../async/limiter.ts';
import type { Wait } from '../async/wait.ts';
import type { Publication } from '../config/config.ts';
import type { SourceSpec } from '../sources/catalogue.ts';
import { Lane, type LaneOptions } from './lane.ts';

/** Jobs that begin at the same moment, over all lanes: a small Lambda function has a sixth of a processor. */
const STARTS_AT_ONCE = 8;

/** AWS Secrets Manager allows 50 writes a second in an account. A write takes some 50 ms. */
const WRITES_AT_ONCE = 8;
const WRITE_MS = 12_000;

/** The timeout of a remark: it delays the write of its secret. */
const REMARK_MS = 5_000;

const MINTS_AT_ONCE = 4;
const MINT_MS = 15_000;

const PROBES_AT_ONCE = 4;
/** A probe ends by itself after 5 s. */
const PROBE_MS = 7_000;

/** All pages of a large ledger. A run that has waited this long starts without the ledger. */
const LEDGER_READ_MS = 20_000;
/** A DynamoDB partition allows a thousand writes a second. */
const LEDGER_WRITES_AT_ONCE = 16;
const LEDGER_WRITE_MS = 5_000;

/** One lane for each place that a run calls. */
export interface Lanes {
  mint(source: SourceSpec): Lane;
  backend(publication: Publication): Lane;
  remarks(publication: Publication): Lane;
  registry(host: string): Lane;
  ledgerRead: Lane;
  ledgerWrite: Lane;
}

interface Ends {
  signal: AbortSignal;
  lastCall: AbortSignal;
  /** Fires when no further mint may begin. */
  stop: AbortSignal | undefined;
}

export function openLanes({ signal, lastCall, stop }: Ends, wait: Wait): Lanes {
  const starts = limiter(STARTS_AT_ONCE);
  const lanes = new Map<string, Lane>();
  const lane = (key: string, options: LaneOptions, noMore?: AbortSignal) => {
    const found = lanes.get(key) ?? new Lane(options, { wait, signal, starts, noMore });
    lanes.set(key, found);
    return found;
  };
  const writes = (what: string, publication: Publication, mostMs: number) =>
    lane(`${what} ${publication.place}`, {
      place: `"${publication.backend}"`,
      atOnce: WRITES_AT_ONCE,
      mostMs,
    });
  return {
    mint: (source) => {
      const { endpoint } = source;
      return lane(`mint ${endpoint}`, { place: endpoint, atOnce: MINTS_AT_ONCE, mostMs: MINT_MS }, stop);
    },
    backend: (publication) => writes('backend', publication, WRITE_MS),
    remarks: (publication) => writes('remarks', publication, REMARK_MS),
    registry: (host) => lane(`registry ${host}`, { place: host, atOnce: PROBES_AT_ONCE, mostMs: PROBE_MS }),
    ledgerRead: new Lane(
      { place: 'the ledger', atOnce: 1, mostMs: LEDGER_READ_MS },
      { wait, signal, starts },
    ),
    ledgerWrite: new Lane(
      { place: 'the ledger', atOnce: LEDGER_WRITES_AT_ONCE, mostMs: LEDGER_WRITE_MS },
      { wait, signal: lastCall, starts: limiter(LEDGER_WRITES_AT_ONCE) },
    ),
  };
}
