import { type Backend, DOES_NOT_EXIST, type Target } from '../../lib/backends/backend.ts';
import { Failure } from '../../lib/failure.ts';
import { type Entry, type Ledger, merge } from '../../lib/ledger/ledger.ts';
import { NO_SCOPE } from '../../lib/ledger/scope.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import type { SourceSpec } from '../../lib/sources/catalogue.ts';
import type { TokenSource } from '../../lib/sources/source.ts';
import { type Air, call } from './calls.ts';
import type { Service } from './weather.ts';

const HOUR = 3_600_000;

/** How often a mint hands out a token that dies before its time. */
const SHORT_LIVED = 0.01;

/** A token as the registry knows it, whatever anybody's clock says. */
export interface Token {
  mintedAt: number;
  expiresAt: number;
}

/** What the backends tell of each write. */
export type Witness = (service: Service, target: Target, token: Token | undefined) => void;

/**
 * Sources, backends and a ledger in memory. Fakes are servers elsewhere, but forty thousand runs over HTTP are half an
 * hour: these stand behind the seams of a run, and pass the contracts of the real ones.
 */
export class Clouds {
  readonly #tokens = new Map<string, Token>();
  readonly #secrets = new Map<string, string>();
  readonly #entries = new Map<string, { scope: string; entry: Entry }>();
  readonly #witness: Witness;

  constructor(witness: Witness = () => {}) {
    this.#witness = witness;
  }

  source(spec: SourceSpec, air: Air): TokenSource {
    if (
      spec.kind === 'stored' ||
      spec.kind === 'azure-acr' ||
      spec.kind === 'oidc' ||
      spec.kind === 'digitalocean'
    )
      throw new Error('only the tokens of AWS and Google are simulated');
    const { kind } = spec;
    const lifeMs = kind === 'artifact-registry' ? lifeOfGoogle(spec.identity.impersonations) : 12 * HOUR;
    return {
      mint: async () => {
        const mintedAt = new Date(air.time.now() + air.container.skewMs);
        const { value, token } = await call(kind, air, () => this.#mint(kind, lifeMs, air));
        return {
          username: 'AWS',
          password: new Secret(value),
          mintedAt,
          expiresAt: new Date(token.expiresAt),
          ...(kind === 'artifact-registry' && { remedy: 'ask for more' }),
        };
      },
    };
  }

  backend(service: Service, air: Air): Backend {
    return {
      publish: (value, target, signal) =>
        call(service, air, () => {
          if (signal.aborted)
            throw new Failure('unavailable', 'the time is up', { hint: 'the next run retries' });
          const text = value.reveal();
          this.#secrets.set(`${service} ${target.name}`, text);
          this.#witness(service, target, this.#tokenIn(text));
        }),
      check: ({ name }) =>
        call(service, air, () => ({
          is: this.#secrets.has(`${service} ${name}`) ? 'exists' : DOES_NOT_EXIST,
        })),
    };
  }

  ledger(air: Air): Ledger {
    return {
      entries: (scopes) =>
        call('dynamodb', air, () =>
          [...this.#entries.values()]
            .filter(({ scope }) => scopes === undefined || scopes.includes(scope))
            .map(({ entry }) => entry),
        ),
      record: (told, { scope = NO_SCOPE, replace = false } = {}) =>
        call('dynamodb', air, () => {
          const row = `${scope} ${told.id}`;
          const known = replace ? undefined : this.#entries.get(row)?.entry;
          this.#entries.set(row, { scope, entry: merge(known, told) });
        }),
    };
  }

  secret(service: Service, name: string): string | undefined {
    return this.#secrets.get(`${service} ${name}`);
  }

  #mint(kind: string, lifeMs: number, { time, weather, random }: Air) {
    const mintedAt = time.now();
    const life = weather.strikes(SHORT_LIVED) ? random.between(0, lifeMs / 2) : lifeMs;
    const token = { mintedAt, expiresAt: mintedAt + Math.round(life) };
    const value = `token-${this.#tokens.size}-of-${kind}`;
    this.#tokens.set(value, token);
    return { value, token };
  }

  /** What is published is base64 of `user:password`, as for most who pull. */
  #tokenIn(text: string): Token | undefined {
    return this.#tokens.get(Buffer.from(text, 'base64').toString().slice('AWS:'.length));
  }
}

function lifeOfGoogle(impersonations: readonly { lifetimeSeconds: number }[]): number {
  return (impersonations.at(-1)?.lifetimeSeconds ?? 3_600) * 1_000;
}
