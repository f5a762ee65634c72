import { generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto';
import { AwsError, validationError } from './error.ts';
import type { AwsCall } from './service.ts';

const DEFAULT_SECONDS = 300;
const SHORTEST_SECONDS = 60;
const LONGEST_SECONDS = 3_600;
const MOST_AUDIENCES = 10;
const LONGEST_AUDIENCE = 1_000;

const ALGORITHMS = {
  RS256: {
    hash: 'sha256',
    kid: 'RSA_0',
    generate: () => generateKeyPairSync('rsa', { modulusLength: 2_048 }),
  },
  ES384: {
    hash: 'sha384',
    kid: 'EC384_0',
    generate: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  },
} as const;

export type Algorithm = keyof typeof ALGORITHMS;

/** A public key of an issuer, as its JWKS has it. */
type Jwk = JsonWebKey & { kid: string; alg: Algorithm };

interface KeyPair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

/** The issuer of an account. AWS makes up a UUID in place of its number. */
export function issuerOf(account: string): string {
  return `https://sandbox-${account}.tokens.sts.global.api.aws`;
}

/** The issuers of web identity tokens: every AWS account that has enabled them. */
export class WebIdentity {
  readonly enabled: boolean;
  readonly #keys = new Map<Algorithm, KeyPair>();

  constructor(enabled: boolean) {
    this.enabled = enabled;
  }

  /** The key set at /.well-known/jwks.json of an issuer. Undefined for an unknown issuer. */
  jwksOf(issuer: string): Jwk[] | undefined {
    if (!/^https:\/\/sandbox-\d{12}\.tokens\.sts\.global\.api\.aws$/.test(issuer)) return undefined;
    return (['RS256', 'ES384'] as const).map((alg) => ({
      ...this.#keyPair(alg).publicKey.export({ format: 'jwk' }),
      kid: ALGORITHMS[alg].kid,
      alg,
      use: 'sig',
    }));
  }

  sign(claims: object, alg: Algorithm): string {
    const { hash, kid } = ALGORITHMS[alg];
    const signed = [{ alg, kid, typ: 'JWT' }, claims].map(encode).join('.');
    const key = { key: this.#keyPair(alg).privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${signed}.${sign(hash, Buffer.from(signed), key).toString('base64url')}`;
  }

  /** Made when they are needed: making one takes longer than everything else. */
  #keyPair(alg: Algorithm): KeyPair {
    const pair = this.#keys.get(alg) ?? ALGORITHMS[alg].generate();
    this.#keys.set(alg, pair);
    return pair;
  }
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html */
export function getWebIdentityToken(call: AwsCall, issuer: WebIdentity): object {
  const { input, caller, region, now, tokenLife } = call;
  input.refuse(['Tags.member.1.Key']);
  const audiences = audiencesIn(call);
  const algorithm = input.requiredText('SigningAlgorithm');
  if (algorithm !== 'RS256' && algorithm !== 'ES384') throw outOfSet('signingAlgorithm', algorithm);
  const seconds = input.count('DurationSeconds') ?? DEFAULT_SECONDS;
  if (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS) throw outOfSet('durationSeconds', seconds);
  call.about(audiences.join(' '));
  call.demand('sts:GetWebIdentityToken', '*', {
    'sts:IdentityTokenAudience': audiences,
    'sts:SigningAlgorithm': algorithm,
    'sts:DurationSeconds': String(seconds),
  });
  if (!issuer.enabled) {
    throw new AwsError(
      'OutboundWebIdentityFederationDisabledException',
      'Outbound web identity federation is not enabled for this account.',
      403,
    );
  }
  const [only, ...more] = audiences;
  const iat = Math.floor(now.getTime() / 1_000);
  const exp = iat + Math.floor(tokenLife === undefined ? seconds : tokenLife / 1_000);
  const claims = {
    iss: issuerOf(caller.account),
    aud: more.length === 0 ? only : audiences,
    sub: caller.role ?? caller.arn,
    iat,
    exp,
    jti: crypto.randomUUID(),
    'https://sts.amazonaws.com/': { aws_account: caller.account, source_region: region },
  };
  return {
    WebIdentityToken: issuer.sign(claims, algorithm),
    Expiration: new Date(exp * 1_000).toISOString(),
  };
}

function audiencesIn({ input }: AwsCall): string[] {
  const audiences = input.members('Audience');
  if (audiences.length === 0 || audiences.length > MOST_AUDIENCES)
    throw outOfSet('audience', audiences.length);
  const odd = audiences.find((audience) => audience === '' || audience.length > LONGEST_AUDIENCE);
  if (odd !== undefined) throw outOfSet('audience', odd.length);
  return audiences;
}

function outOfSet(member: string, value: string | number): AwsError {
  return validationError(`Value '${value}' at '${member}' failed to satisfy constraint`);
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
