import { createHash } from 'node:crypto';
import type { Backend } from '../../lib/backends/backend.ts';
import { DOES_NOT_EXIST } from '../../lib/backends/backend.ts';
import type { Publication } from '../../lib/config/config.ts';
import { Failure } from '../../lib/failure.ts';
import type { Question } from '../../lib/probe/question.ts';
import type { ProbeResult, Refused } from '../../lib/probe/verdict.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import type { SourceSpec } from '../../lib/sources/catalogue.ts';
import type { TokenSource } from '../../lib/sources/source.ts';
import type { Random } from '../simulation/random.ts';
import { call } from './call.ts';
import type { Air } from './container.ts';
import { backendNames, type Fault, isActive, mintNames, placeOf } from './fault.ts';
import { LedgerStore } from './ledger-store.ts';
import { Telltale } from './spelling.ts';
import { isLiving, scopeOf, type Token } from './token.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MOST_VERSIONS_A_DAY = 100;

/** When a credential ends, as far as its source knows: of a password it knows what registries.yml says. */
function endOf(spec: SourceSpec, { expiresAt }: Token, now: Date): number {
  if (spec.kind !== 'stored' || spec.expires === undefined) return expiresAt;
  const end = Date.parse(spec.expires);
  if (end <= now.getTime()) throw new Failure('expired', `the password for ${spec.host.host} has expired`);
  return end;
}

export interface Written {
  place: string;
  before: string | undefined;
  value: string;
  air: Air;
}

/** Sources, registries, places and a ledger in memory, each of which can fail by itself; and a look into all of them. */
export class Clouds {
  readonly faults: Fault[] = [];
  readonly ledgers = new LedgerStore();
  readonly telltale = new Telltale();
  readonly #tokens = new Map<string, Token>();
  readonly #passwords = new Map<string, Token>();
  readonly #stored = new Map<string, string>();
  readonly #writes = new Map<string, number[]>();
  readonly #asked = new Map<string, number[]>();
  readonly #random: Random;
  readonly #onWrite: (written: Written) => void;
  readonly #onRefused: (place: string) => void;

  /** `onRefused` is told of a place that was asked for more versions than it takes in a day. */
  constructor(random: Random, onWrite: (written: Written) => void, onRefused: (place: string) => void) {
    this.#random = random;
    this.#onWrite = onWrite;
    this.#onRefused = onRefused;
  }

  stored(place: string): string | undefined {
    return this.#stored.get(place);
  }

  token(value: string): Token | undefined {
    return this.#tokens.get(value);
  }

  /** How often a place was asked to take a value. A write without an answer may have made a version. */
  askedSince(place: string, since: number): number {
    return (this.#asked.get(place) ?? []).filter((at) => at >= since).length;
  }

  /** Somebody who is not pullkeeper writes, or deletes. */
  tamper(place: string, value: string | undefined): void {
    if (value === undefined) this.#stored.delete(place);
    else this.#stored.set(place, value);
  }

  /** The password of a host is changed: there is a new one, and the old one is refused. */
  rotate(host: string, now: number): void {
    const old = this.#passwords.get(host);
    if (old !== undefined) old.revokedAt = now;
    this.#passwords.set(host, this.#newToken(`stored ${host}`, now, Number.POSITIVE_INFINITY));
  }

  source(spec: SourceSpec, air: Air): TokenSource {
    const names = mintNames(spec);
    return {
      mint: async (signal) => {
        const mintedAt = new Date(air.time.now() + air.container.skewMs);
        const serve = () => this.#mint(spec, names, air.time.now());
        const { token, isDateless } = await call(names, this.faults, air, { serve, signal });
        const end = isDateless ? Number.NaN : endOf(spec, token, mintedAt);
        return {
          username: spec.username ?? 'AWS',
          password: new Secret(token.value),
          mintedAt,
          ...(end !== Number.POSITIVE_INFINITY && { expiresAt: new Date(end) }),
          ...(spec.kind === 'artifact-registry' && { remedy: 'ask for more' }),
        };
      },
    };
  }

  backend(to: Publication['to'], air: Air): Backend {
    const at = (name: string) => ({ place: placeOf({ to, name }), names: backendNames({ to, name }) });
    const ask = <T>(
      name: string,
      signal: AbortSignal,
      serve: (place: string) => T,
      secrets: string[] = [],
    ) => {
      const { place, names } = at(name);
      return call(names, this.faults, air, { serve: () => serve(place), secrets, signal });
    };
    const isLimited = to.type === 'aws-secrets-manager';
    return {
      publish: (value, { name }, signal) => {
        const { place } = at(name);
        this.#asked.set(place, [...(this.#asked.get(place) ?? []), air.time.now()]);
        const secrets = [value.reveal(), ...value.revealParts()];
        return ask(name, signal, () => this.#write(place, value.reveal(), isLimited, air), secrets);
      },
      check: ({ name }, signal) =>
        ask(name, signal, (place) => ({ is: this.#stored.has(place) ? 'is there' : DOES_NOT_EXIST })),
      ...(to.type !== 'baseten' &&
        to.type !== 'fal' && {
          read: ({ name }, signal) =>
            ask(name, signal, (place) => {
              const value = this.#stored.get(place);
              return value === undefined ? undefined : new Secret(value);
            }),
        }),
    };
  }

  async probe({ host, credential }: Question, air: Air, signal: AbortSignal): Promise<ProbeResult> {
    const names = [`registry ${host.host}`, 'registry'];
    const password = credential.password.reveal();
    try {
      return await call(names, this.faults, air, {
        serve: () => this.#judge(password, host, air.time.now()),
        signal,
      });
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure('unavailable', 'no answer');
      return { verdict: 'unreachable', refused: false, failure };
    }
  }

  #judge(password: string, host: Question['host'], now: number): ProbeResult {
    const token = this.#tokens.get(password);
    const refuse = (verdict: Refused): ProbeResult => ({
      verdict,
      refused: true,
      failure: new Failure('denied', `the registry says ${verdict}`, { hint: 'find out why' }),
    });
    if (token === undefined || (token.revokedAt ?? now + 1) <= now) return refuse('not-accepted');
    if (!isLiving(token, now)) return refuse('expired');
    if (host.kind === 'ecr' && token.scope !== `ecr ${host.region}`) return refuse('wrong-region');
    return { verdict: 'signs-in' };
  }

  #mint(spec: SourceSpec, names: readonly string[], now: number) {
    const kind = this.faults.find((each) => names.includes(each.where) && isActive(each, now))?.kind;
    const token = spec.kind === 'stored' ? this.#password(spec.host.host, now) : this.#fresh(spec, now);
    if (spec.kind !== 'stored') {
      if (kind === 'short') token.expiresAt = now + this.#random.between(60_000, (spec.lifeMs ?? DAY) / 2);
      if (kind === 'void') token.revokedAt = now;
      // Nobody can tell from the answer how soon it ends.
      if (kind === 'no date') token.expiresAt = now + (spec.lifeMs ?? DAY) / 8;
    }
    return { token, isDateless: kind === 'no date' };
  }

  #fresh(spec: SourceSpec, now: number): Token {
    return this.#newToken(scopeOf(spec), now, now + (spec.lifeMs ?? 12 * HOUR));
  }

  #password(host: string, now: number): Token {
    const known = this.#passwords.get(host);
    if (known !== undefined) return known;
    this.rotate(host, now);
    return this.#password(host, now);
  }

  #newToken(scope: string, mintedAt: number, expiresAt: number): Token {
    const seed = `${this.#tokens.size} ${this.#random.next()}`;
    const value = createHash('sha384').update(seed).digest('base64');
    const token: Token = { value, scope, mintedAt, expiresAt };
    this.#tokens.set(value, token);
    this.telltale.add(value);
    return token;
  }

  #write(place: string, value: string, isLimited: boolean, air: Air): void {
    const before = this.#stored.get(place);
    if (before === value) return;
    const now = air.time.now();
    const writes = this.#writes.get(place) ?? [];
    if (isLimited && writes.filter((at) => at > now - DAY).length >= MOST_VERSIONS_A_DAY) {
      this.#onRefused(place);
      throw new Failure('quota', 'the place takes no more versions today', { hint: 'write less often' });
    }
    this.#writes.set(place, [...writes, now]);
    this.#stored.set(place, value);
    this.#onWrite({ place, before, value, air });
  }
}
