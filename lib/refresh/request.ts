import type { Config } from '../config/config.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import { servedBy } from '../config/serving.ts';
import { parseShard, type Shard } from '../config/shard.ts';
import { Failure } from '../failure.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { quote } from '../secrecy/quote.ts';
import { didYouMean } from '../text/nearest.ts';

/** The valid hosts of a request: those of the function. */
export function hostsOf({ registries }: Config, name: RefreshFunction): string[] {
  return [...new Set(servedBy(name, registries).map(({ host }) => host.host))];
}

/** The request of a run. */
export interface RefreshRequest {
  /** Only these hosts. Absent: all. */
  registries?: readonly string[];
  /** Publish fresh secrets too. */
  force: boolean;
  /** Report what would be done, and do nothing. */
  dryRun: boolean;
  /** Check the published secrets half-way between two runs, and refresh the dead ones. With `force`: at any time. */
  canary?: true;
  /** Only this part of the registries. */
  shard?: Shard;
  /** When the schedule sent the event: the `time` of the event. Lambda retries with the same event. */
  scheduledAt?: Date;
}

/** True unless a schedule sent the event. */
export function isByHand({ scheduledAt, canary }: RefreshRequest): boolean {
  return scheduledAt === undefined && canary === undefined;
}

const EXPECTED =
  'expected {} for everything, or any of {"registries": ["<host>"], "force": true, "dryRun": true, "canary": true, "shard": "3/16"}';

/**
 * Reads the event of a scheduled or manual call. `hosts` are the valid ones. Unknown fields are rejected: a misspelt
 * "dryRun" must not publish.
 */
export function parseRequest(event: unknown, hosts: readonly string[]): RefreshRequest {
  if (event === undefined || event === null || event === '') return { force: false, dryRun: false };
  if (isScheduled(event)) return { force: false, dryRun: false, ...scheduledAtIn(event) };
  if (!isJsonObject(event))
    throw refuse(`the event is ${Array.isArray(event) ? '' : `the ${typeof event} `}${shown(event)}`);
  const { registries, force, dryRun, canary, shard, time, ...unknown } = event;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined)
    throw refuse(
      `the event has an unknown field ${quote(stranger)}${didYouMean(stranger, ['registries', 'force', 'dryRun', 'canary', 'shard'])}`,
    );
  return {
    ...(registries !== undefined && { registries: readHosts(registries, hosts) }),
    force: readFlag('force', force),
    dryRun: readFlag('dryRun', dryRun),
    ...(readFlag('canary', canary) && { canary: true }),
    ...(shard !== undefined && { shard: readShard(shard) }),
    ...(time !== undefined && { scheduledAt: readTime(time) }),
  };
}

/** EventBridge rules and EventBridge Scheduler both send this envelope. Its content is not ours. */
function isScheduled(event: unknown): event is JsonObject {
  return isJsonObject(event) && typeof event.source === 'string' && typeof event['detail-type'] === 'string';
}

function scheduledAtIn({ time }: JsonObject): Pick<RefreshRequest, 'scheduledAt'> {
  const scheduledAt = new Date(typeof time === 'string' ? time : Number.NaN);
  return Number.isNaN(scheduledAt.getTime()) ? {} : { scheduledAt };
}

function readHosts(value: unknown, hosts: readonly string[]): string[] {
  if (!Array.isArray(value) || value.length === 0) throw refuse('"registries" is not a list of hosts');
  return value.map((host: unknown) => {
    if (typeof host !== 'string') throw refuse(`"registries" holds ${shown(host)}, which is not a host`);
    if (!hosts.includes(host)) {
      throw new Failure(
        'invalid',
        `no registry of this function has the host ${quote(host)}${didYouMean(host, hosts)}`,
        {
          hint:
            hosts.length === 0
              ? 'registries.yml has no registry for this function'
              : `registries.yml has: ${hosts.join(', ')}`,
        },
      );
    }
    return host;
  });
}

function readShard(value: unknown): Shard {
  const shard = typeof value === 'string' ? parseShard(value) : undefined;
  if (shard === undefined) throw refuse(`"shard" is ${shown(value)}, not a shard such as "3/16"`);
  return shard;
}

function readTime(value: unknown): Date {
  const time = new Date(typeof value === 'string' ? value : Number.NaN);
  if (Number.isNaN(time.getTime())) throw refuse(`"time" is ${shown(value)}, not a moment`);
  return time;
}

function readFlag(name: string, value: unknown): boolean {
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  throw refuse(`"${name}" is ${shown(value)}, not true or false`);
}

/** An event may have 6 MB, and Lambda cannot return an error that quotes all of it. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isJsonObject(value)) return 'an object';
  return typeof value === 'string' ? quote(value) : JSON.stringify(value);
}

function refuse(what: string): Failure {
  return new Failure('invalid', what, { hint: EXPECTED });
}
