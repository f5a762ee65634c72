import type { Publication, Registry } from '../../lib/config/config.ts';
import type { Outcome, Report } from '../../lib/refresh/report.ts';
import type { Broken, Law } from './broken.ts';
import type { Written } from './clouds.ts';
import type { Container } from './container.ts';
import { backendNames, isActive, mintNames, placeOf, registryNames } from './fault.ts';
import { type Part, partsOf, partsOfRegistry, type Run } from './part.ts';
import { isLiving, passwordIn, scopeOf, type Token } from './token.ts';
import { START, type World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A clock that is off by more makes a run count for nothing, though it must still do no harm. */
const HONEST_SKEW_MS = 2 * MINUTE;
/** A token that is short by a clock so far behind looks long enough: nothing in the run can tell. */
const UNSEEN_SKEW_MS = HOUR;
/** What a run may take from its mint to its end, and what an honest clock may be off. */
const SLACK_MS = 5 * MINUTE;
/** The longest that a run waits for one call that is not answered. */
const LONGEST_WAIT_MS = 20_000;
/** What hangs is asked so often by one run, and no more: eight calls at once, and those that begin while these time out. */
const MOST_HANGS = 16;

/** Judges from the stores, from what leaves a run and from the clock; it asks the code for nothing. */
export class Judge {
  readonly broken: Broken[] = [];
  readonly #world: () => World;
  readonly #active = new Set<Run>();
  readonly #runs = new Map<Container, Run>();
  /** Until when what stands at a place must pull, since a healthy run has been there. */
  readonly #promised = new Map<string, number>();
  readonly #tampered = new Set<string>();
  /** The shard that has reported each host, and the places that were reported while nothing went wrong any more. */
  readonly #shards = new Map<string, string>();
  readonly #reported = new Set<string>();
  #ledgerDamagedAt = Number.NEGATIVE_INFINITY;
  /** The last run that has written each place, and when a version was written that no ledger counts. */
  readonly #writers = new Map<string, Run>();
  #uncountedAt = Number.NEGATIVE_INFINITY;

  constructor(world: () => World) {
    this.#world = world;
  }

  begin(run: Run): void {
    this.#active.add(run);
    this.#runs.set(run.container, run);
    // Its versions are counted for another day.
    if (Math.abs(run.container.skewMs) > HONEST_SKEW_MS) this.ledgerDamaged();
    for (const part of partsOf(run)) this.#checkPromise(part);
  }

  end(run: Run): void {
    this.#active.delete(run);
    this.#runs.delete(run.container);
    run.endedAt = this.#now();
    if (run.written.size > 0 && !run.hasReported) this.#uncountedAt = this.#now();
    this.#judgeHangs(run);
  }

  finish(): void {
    const { config } = this.#world();
    for (const registry of config.registries)
      for (const publication of registry.publish) {
        const part = { registry, publication, place: placeOf(publication) };
        this.#checkPromise(part);
        if (!this.#reported.has(part.place)) this.#note('one outcome', `${part.place} is in no run`);
        if (this.#tampered.has(part.place))
          this.#note('repairs', `${part.place} is as somebody else left it`);
        this.#checkLedger(part);
      }
  }

  refusedVersion(place: string): void {
    if (!this.#isCountLost())
      this.#note('versions bounded', `${place} was given too many versions for a day`);
  }

  ledgerDamaged(): void {
    this.#ledgerDamagedAt = this.#now();
  }

  tampered(place: string): void {
    this.#tampered.add(place);
    this.#promised.delete(place);
  }

  /** Kills what stands anywhere with this token. */
  revoked(token: Token): void {
    for (const { publication, place } of this.#allParts())
      if (this.#tokenAt(place, publication) === token) this.tampered(place);
  }

  overran(run: Run): void {
    this.#note('ends in time', `${run.name} had not ended when Lambda cut it off`);
  }

  silent(run: Run): void {
    this.#note('says what it did', `${run.name} failed and did not say so, or the other way round`);
  }

  crashed(run: Run, error: unknown): void {
    this.#note('one outcome', `${run.name} ended without a report: ${String(error)}`);
  }

  wrote({ place, before, value, air: { container } }: Written): void {
    const run = this.#runs.get(container);
    const part = run && partsOf(run).find((each) => each.place === place);
    if (run === undefined || part === undefined) {
      this.#note('right host', `${place} was written, and registries.yml has no such place`);
      return;
    }
    run.written.add(place);
    // Two runs at once count their versions as one: each counts from what the ledger said when it began.
    const { endedAt = Number.POSITIVE_INFINITY } = this.#writers.get(place) ?? { endedAt: 0 };
    if (endedAt >= run.startedAt) this.#uncountedAt = this.#now();
    this.#writers.set(place, run);
    this.#tampered.delete(place);
    const { registry, publication } = part;
    const now = this.#now();
    this.#judgeAgain(part, before, run);
    const token = this.#tokenIn(value, publication);
    if (token?.scope !== scopeOf(registry.source)) {
      this.#note('right host', `${place} was given ${token?.scope ?? 'what no cloud has minted'}`);
      return;
    }
    const old = before === undefined ? undefined : this.#tokenIn(before, publication);
    if (old?.scope !== token.scope || !isLiving(old, now) || registry.source.kind === 'stored') return;
    const isAlone =
      this.#active.size === 1 || ![...this.#active].some((each) => each !== run && each.name === run.name);
    if (!isLiving(token, now)) {
      const isRevokedMeanwhile = (token.revokedAt ?? 0) > Math.max(token.mintedAt, run.startedAt);
      const canTell = !isRevokedMeanwhile && !this.#isFaulty(registryNames(registry), run.startedAt);
      if (canTell)
        this.#note('never shorter over longer', `${place} was given a dead token in place of a living one`);
      else this.#promised.delete(place);
      return;
    }
    const left = token.expiresAt - now;
    const isBlind = this.#isBlind(part, old);
    // To a clock that is behind, a short token looks long enough to replace what an earlier run promised. The same token
    // is better than none to a run that cannot see what is stored.
    if (isBlind || (container.skewMs < -HONEST_SKEW_MS && container.skewMs >= -UNSEEN_SKEW_MS))
      this.#promised.delete(place);
    const enough =
      2 * run.config.schedule[run.name] - Math.min(Math.abs(container.skewMs), UNSEEN_SKEW_MS) - SLACK_MS;
    if (isAlone && !isBlind && left < enough && token.expiresAt < old.expiresAt - MINUTE)
      this.#note(
        'never shorter over longer',
        `${place} was given ${minutes(left)} in place of ${minutes(old.expiresAt - now)}`,
      );
  }

  report(run: Run, { publications }: Report, said: string): void {
    run.hasReported = true;
    const told = this.#world().clouds.telltale.findIn(said);
    if (told !== undefined) this.#note('no secret', `"${told}" of a secret has left`);
    const outcomes = new Map(publications.map((each) => [`${each.backend} ${each.name}`, each]));
    const asked = partsOf(run).map((part) => {
      return { part, outcome: outcomes.get(`${part.publication.backend} ${part.publication.name}`) };
    });
    // A shard has some of the hosts, and a canary reports what it has looked at.
    const { shard, canary } = run.order;
    const parts = asked.filter(({ outcome }) => outcome !== undefined || (shard ?? canary) === undefined);
    if (publications.length !== parts.length || outcomes.size !== parts.length)
      this.#note('one outcome', `${publications.length} outcomes for ${parts.length} publications`);
    for (const { part, outcome } of parts) {
      if (outcome === undefined) this.#note('one outcome', `${part.place} has none`);
      else this.#judgeOutcome(part, outcome, run);
    }
  }

  /** A run gives up what does not answer, and does not ask it for ever. */
  #judgeHangs({ name, container: { hangs } }: Run): void {
    const now = this.#now();
    const longest = Math.max(0, ...hangs.map(({ from, until = now }) => until - from));
    if (longest > LONGEST_WAIT_MS)
      this.#note('ends in time', `${name} waited ${Math.round(longest / 1_000)} s for one answer`);
    for (const [to, calls] of Map.groupBy(hangs, (each) => each.to)) {
      if (calls.length > MOST_HANGS)
        this.#note('ends in time', `${name} asked ${to} ${calls.length} times without an answer`);
    }
  }

  /** A retry of an event leaves alone what the ledger says that the event has published. */
  #judgeAgain({ registry, publication, place }: Part, before: string | undefined, run: Run): void {
    const { scheduledAt, force, canary } = run.order;
    if (scheduledAt === undefined || registry.source.kind === 'stored') return;
    const { clouds } = this.#world();
    const isCertain =
      !force &&
      !canary &&
      run.container.skewMs === 0 &&
      this.#ledgerDamagedAt < scheduledAt &&
      !this.#isFaulty(['ledger'], run.startedAt);
    const claim = clouds.ledgers.claim(publication.id);
    const old = before === undefined ? undefined : this.#tokenIn(before, publication);
    if (!isCertain || claim === undefined || claim.failure !== undefined || old === undefined) return;
    const isKnown = claim.expiresAt === old.expiresAt && claim.recordedAt < run.startedAt;
    if (isKnown && claim.mintedAt >= scheduledAt && claim.mintedAt < run.startedAt)
      this.#note('once an event', `${place} was written again by a retry`);
  }

  /** Whether a place takes values more often than its schedule plans, in a day that ends now or later. */
  #isWrittenOften(place: string, { name, config }: Run): boolean {
    const cadenceMs = config.schedule[name];
    return Array.from({ length: 49 }, (_, later) => (later * HOUR) / 2).some((laterMs) => {
      // pullkeeper counts by half hours, and the oldest one as a whole.
      const end = this.#now() + laterMs;
      const since = Math.max(START, end - 24.5 * HOUR);
      const asked = this.#world().clouds.askedSince(place, since) + laterMs / cadenceMs;
      return asked > (end - since) / cadenceMs;
    });
  }

  /** Every host is in one shard, and a function that has no shards has them all. */
  #judgeShard({ registry, place }: Part, { order, startedAt }: Run): void {
    const { shard = '', scheduledAt, canary } = order;
    if (scheduledAt === undefined || canary) return;
    const { host } = registry.host;
    const other = this.#shards.get(host) ?? shard;
    this.#shards.set(host, shard);
    if (other !== shard) this.#note('one outcome', `${host} is in the shards "${other}" and "${shard}"`);
    if (this.#isCalm(startedAt)) this.#reported.add(place);
  }

  #judgeOutcome(part: Part, { outcome, kind, reason, warning }: Outcome, run: Run): void {
    const { registry, publication, place } = part;
    const isStored = registry.source.kind === 'stored';
    const { canary, scheduledAt } = run.order;
    this.#judgeShard(part, run);
    if (canary && outcome === 'fresh') return; // it has looked
    const isPostponed = outcome === 'fresh' && !isStored && warning !== undefined;
    if (isPostponed && !this.#isWrittenOften(place, run))
      this.#note('says what it did', `${place} is said to be written too often, and is not`);
    if (outcome === 'published' && !isStored && !run.written.has(place))
      this.#note('says what it did', `${place} is said to be published, and was not written`);
    if (
      outcome === 'failed' &&
      run.written.has(place) &&
      !this.#isFaulty(backendNames(publication), run.startedAt)
    )
      this.#note('says what it did', `${place} is said to have failed, and was written`);
    const isHealthy =
      !isOver(registry, this.#now()) &&
      !this.#isFaulty([...mintNames(registry.source), ...backendNames(publication)], run.startedAt);
    if (!isHealthy || Math.abs(run.container.skewMs) > HONEST_SKEW_MS) return;
    const isCalm = this.#isCalm(run.startedAt);
    if (outcome === 'failed' && kind === 'quota' && this.#isCountLost()) return;
    if (outcome === 'failed') {
      this.#note(isCalm ? 'repairs' : 'isolation', `${place} is healthy, and failed: ${reason ?? ''}`);
      return;
    }
    if (this.#tampered.has(place)) return; // a run that finds it fresh does not read it back
    // A clock that was wrong has dated the token: for a while a run by hand takes it for a younger one.
    const { skewMs = 0 } = this.#writers.get(place)?.container ?? {};
    if (outcome === 'fresh' && Math.abs(skewMs) > HONEST_SKEW_MS) return;
    const now = this.#now();
    const cadenceMs = run.config.schedule[run.name];
    const token = this.#tokenAt(place, publication);
    const isRight = token?.scope === scopeOf(registry.source) && isLiving(token, now);
    const left = isRight ? token.expiresAt - now : 0;
    const lateMs = run.startedAt - (scheduledAt ?? run.startedAt);
    const isLifeLong = token === undefined || token.expiresAt - token.mintedAt >= 3 * cadenceMs;
    const enough = (outcome === 'fresh' && !isLifeLong ? 1 : 2) * cadenceMs - SLACK_MS - lateMs;
    if (left < enough) {
      this.#note(isCalm ? 'repairs' : 'pulls', `${place} is ${outcome}, and lives ${minutes(left)}`);
      return;
    }
    if (!isStored) this.#promised.set(place, now + enough);
  }

  #checkPromise({ publication, place }: Part): void {
    const until = this.#promised.get(place);
    const now = this.#now();
    if (until === undefined || now >= until) return;
    const token = this.#tokenAt(place, publication);
    if (token !== undefined && isLiving(token, now)) return;
    // It may have been made for another format or another host before registries.yml was edited.
    if (token !== undefined)
      this.#note('pulls', `${place} died ${minutes(until - now)} before a run had to come`);
    this.#promised.delete(place);
  }

  #checkLedger({ publication, place, registry }: Part): void {
    const { clouds } = this.#world();
    const stored = clouds.stored(place);
    const claim = clouds.ledgers.claim(publication.id);
    if (stored === undefined || isOver(registry, this.#now())) return;
    if (claim?.failure !== undefined && !(claim.failure === 'quota' && this.#isCountLost()))
      this.#note('repairs', `the ledger says that ${place} failed last`);
    if (claim !== undefined && !(claim.mintedAt <= this.#now()))
      this.#note('repairs', `the ledger does not say when the token of ${place} was minted`);
    const token = this.#tokenIn(stored, publication);
    if (registry.source.kind === 'stored' || token === undefined) return;
    if (claim?.expiresAt !== token.expiresAt)
      this.#note(
        'repairs',
        `the ledger says of ${place} ${claim === undefined ? 'nothing' : minutes(claim.expiresAt - START)}`,
      );
  }

  #isFaulty(names: readonly string[], since: number): boolean {
    const { clouds } = this.#world();
    return clouds.faults.some((each) => names.includes(each.where) && isActive(each, since, this.#now()));
  }

  /** Whether neither the ledger nor the place could say what is stored: the ledger was restored, or not written. */
  #isBlind({ publication }: Part, stored: Token): boolean {
    const claim = this.#world().clouds.ledgers.claim(publication.id);
    const isReadable = publication.to.type !== 'baseten' && publication.to.type !== 'fal';
    return (
      !isReadable &&
      claim !== undefined &&
      !Number.isNaN(claim.expiresAt) &&
      claim.expiresAt !== stored.expiresAt
    );
  }

  /**
   * Whether a place may have got more versions in the last day than its schedule plans, and Secrets Manager takes no
   * more (docs/reliability.md): the ledger could not count them, answers to writes were lost, a run was killed before it
   * counted, or two ran at once.
   */
  #isCountLost(): boolean {
    const since = this.#now() - 36 * HOUR;
    const { clouds } = this.#world();
    const isLost = clouds.faults.some(
      (each) => each.kind === 'answer lost' && isActive(each, since, this.#now()),
    );
    return (
      isLost ||
      Math.max(this.#ledgerDamagedAt, this.#uncountedAt) > since ||
      this.#isFaulty(['ledger'], since)
    );
  }

  #isCalm(at: number): boolean {
    return this.#world().clouds.faults.every(({ until }) => until <= at) && at >= this.#world().calmFrom;
  }

  #tokenAt(place: string, publication: Publication): Token | undefined {
    const stored = this.#world().clouds.stored(place);
    return stored === undefined ? undefined : this.#tokenIn(stored, publication);
  }

  #tokenIn(value: string, publication: Publication): Token | undefined {
    return this.#world().clouds.token(passwordIn(value, publication));
  }

  #allParts(): Part[] {
    return this.#world().config.registries.flatMap(partsOfRegistry);
  }

  #now(): number {
    return this.#world().time.now();
  }

  #note(law: Law, what: string): void {
    this.broken.push({ law, at: this.#now() - START, what });
  }
}

/** A password that registries.yml says to have expired is published no more. */
function isOver({ source }: Registry, now: number): boolean {
  return source.kind === 'stored' && source.expires !== undefined && Date.parse(source.expires) <= now;
}

const minutes = (ms: number) => `${Math.round(ms / MINUTE)} min`;
