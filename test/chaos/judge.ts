import type { Config, Publication, Registry } from '../../lib/config/config.ts';
import type { RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import { servedBy } from '../../lib/config/serving.ts';
import type { Outcome, Report } from '../../lib/refresh/report.ts';
import type { Broken, Law } from './broken.ts';
import type { Written } from './clouds.ts';
import type { Container } from './container.ts';
import { backendNames, isActive, mintNames, placeOf, registryNames } from './fault.ts';
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

/** One attempt, as the judge knows it. */
export interface Run {
  name: RefreshFunction;
  config: Config;
  container: Container;
  startedAt: number;
  /** The places that it has written. */
  written: Set<string>;
}

interface Part {
  registry: Registry;
  publication: Publication;
  place: string;
}

/** Judges from the stores, from what leaves a run and from the clock; it asks the code for nothing. */
export class Judge {
  readonly broken: Broken[] = [];
  readonly #world: () => World;
  readonly #active = new Set<Run>();
  readonly #runs = new Map<Container, Run>();
  /** Until when what stands at a place must pull, since a healthy run has been there. */
  readonly #promised = new Map<string, number>();
  readonly #tampered = new Set<string>();
  #ledgerDamagedAt = Number.NEGATIVE_INFINITY;

  constructor(world: () => World) {
    this.#world = world;
  }

  begin(run: Run): void {
    this.#active.add(run);
    this.#runs.set(run.container, run);
    for (const part of partsOf(run)) this.#checkPromise(part);
  }

  end(run: Run): void {
    this.#active.delete(run);
    this.#runs.delete(run.container);
  }

  finish(): void {
    const { config } = this.#world();
    for (const registry of config.registries)
      for (const publication of registry.publish) {
        const part = { registry, publication, place: placeOf(publication) };
        this.#checkPromise(part);
        if (this.#tampered.has(part.place))
          this.#note('repairs', `${part.place} is as somebody else left it`);
        this.#checkLedger(part);
      }
    const { refusedVersions } = this.#world().clouds;
    if (refusedVersions > 0 && !this.#isCountLost())
      this.#note('versions bounded', `${refusedVersions} versions were too many for a day`);
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
    this.#tampered.delete(place);
    const { registry, publication } = part;
    const now = this.#now();
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
      if (!this.#isFaulty(registryNames(registry), run.startedAt))
        this.#note('never shorter over longer', `${place} was given a dead token in place of a living one`);
      return;
    }
    const left = token.expiresAt - now;
    const enough =
      2 * run.config.schedule[run.name] - Math.min(Math.abs(container.skewMs), UNSEEN_SKEW_MS) - SLACK_MS;
    if (isAlone && !this.#isBlind(part, old) && left < enough && token.expiresAt < old.expiresAt - MINUTE)
      this.#note(
        'never shorter over longer',
        `${place} was given ${minutes(left)} in place of ${minutes(old.expiresAt - now)}`,
      );
  }

  report(run: Run, { publications }: Report, said: string): void {
    const told = this.#world().clouds.telltale.findIn(said);
    if (told !== undefined) this.#note('no secret', `"${told}" of a secret has left`);
    const outcomes = new Map(publications.map((each) => [`${each.backend} ${each.name}`, each]));
    const parts = partsOf(run);
    if (publications.length !== parts.length || outcomes.size !== parts.length)
      this.#note('one outcome', `${publications.length} outcomes for ${parts.length} publications`);
    for (const part of parts) {
      const outcome = outcomes.get(`${part.publication.backend} ${part.publication.name}`);
      if (outcome === undefined) this.#note('one outcome', `${part.place} has none`);
      else this.#judgeOutcome(part, outcome, run);
    }
  }

  #judgeOutcome({ registry, publication, place }: Part, { outcome, kind, reason }: Outcome, run: Run): void {
    const isStored = registry.source.kind === 'stored';
    if (outcome === 'published' && !isStored && !run.written.has(place))
      this.#note('says what it did', `${place} is said to be published, and was not written`);
    const isHealthy = !this.#isFaulty(
      [...mintNames(registry.source), ...backendNames(publication)],
      run.startedAt,
    );
    if (!isHealthy || Math.abs(run.container.skewMs) > HONEST_SKEW_MS) return;
    const isCalm = this.#isCalm(run.startedAt);
    if (outcome === 'failed' && kind === 'quota' && this.#isCountLost()) return;
    if (outcome === 'failed') {
      this.#note(isCalm ? 'repairs' : 'isolation', `${place} is healthy, and failed: ${reason ?? ''}`);
      return;
    }
    if (this.#tampered.has(place)) return; // a run that finds it fresh does not read it back
    const now = this.#now();
    const cadenceMs = run.config.schedule[run.name];
    const token = this.#tokenAt(place, publication);
    const isRight = token?.scope === scopeOf(registry.source) && isLiving(token, now);
    const left = isRight ? token.expiresAt - now : 0;
    const runsLeft = this.#world().clouds.isBudgetSpent(place) ? 1 : 2;
    if (left < runsLeft * cadenceMs - SLACK_MS) {
      this.#note(isCalm ? 'repairs' : 'pulls', `${place} is ${outcome}, and lives ${minutes(left)}`);
      return;
    }
    if (!isStored) this.#promised.set(place, now + runsLeft * cadenceMs - SLACK_MS);
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
    const entry = clouds.ledgers.entry(publication.id);
    if (registry.source.kind === 'stored' || stored === undefined) return;
    const token = this.#tokenIn(stored, publication);
    const claims = entry?.published?.expiresAt;
    if (token !== undefined && (claims === undefined || Date.parse(claims) !== token.expiresAt))
      this.#note('repairs', `the ledger says of ${place} ${claims ?? entry?.unreadable ?? 'nothing'}`);
  }

  #isFaulty(names: readonly string[], since: number): boolean {
    const { clouds } = this.#world();
    return clouds.faults.some((each) => names.includes(each.where) && isActive(each, since, this.#now()));
  }

  /** Whether neither the ledger nor the place could say what is stored: the ledger was restored, or not written. */
  #isBlind({ publication }: Part, stored: Token): boolean {
    const known = this.#world().clouds.ledgers.entry(publication.id)?.published?.expiresAt;
    return publication.to.type === 'baseten' && known !== undefined && Date.parse(known) !== stored.expiresAt;
  }

  /**
   * Whether a place was given versions in the last day that no schedule plans: while the ledger could not count them, or
   * while the answers to writes were lost. Secrets Manager may take no more then: docs/reliability.md.
   */
  #isCountLost(): boolean {
    const since = this.#now() - 36 * HOUR;
    const { clouds } = this.#world();
    const isLost = clouds.faults.some(
      (each) => each.kind === 'answer lost' && isActive(each, since, this.#now()),
    );
    return isLost || this.#ledgerDamagedAt > since || this.#isFaulty(['ledger'], since);
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
    return this.#world().config.registries.flatMap((registry) =>
      registry.publish.map((publication) => ({ registry, publication, place: placeOf(publication) })),
    );
  }

  #now(): number {
    return this.#world().time.now();
  }

  #note(law: Law, what: string): void {
    this.broken.push({ law, at: this.#now() - START, what });
  }
}

function partsOf({ name, config }: Run): Part[] {
  return servedBy(name, config.registries).flatMap((registry) =>
    registry.publish.map((publication) => ({ registry, publication, place: placeOf(publication) })),
  );
}

const minutes = (ms: number) => `${Math.round(ms / MINUTE)} min`;
