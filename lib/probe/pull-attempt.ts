import { type SafeText, safeText, toSafeText } from '../secrecy/safe-text.ts';
import { Secret } from '../secrecy/secret.ts';
import { apiBaseUrl, manifestUrl } from './addresses.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import type { Connection, RegistryRequest, Reply } from './connection.ts';
import type { VerdictDetails } from './explain.ts';
import { MANIFEST_TYPES } from './image.ts';
import type { Question } from './question.ts';
import { bearerIn, errorTextIn, isWebPage } from './reply-text.ts';
import { isOwnTokenService, tokenRequest } from './token-service.ts';
import { isGood, type ProbeResult, type ProbeVerdict } from './verdict.ts';
import { type RequestStep, verdictOnReply } from './verdict-on-reply.ts';

/**
 * One attempt to pull, as a container runtime does it: first without the credential, then as the challenge asks. The
 * credential is sent only to the registry and to its own token service.
 */
export class PullAttempt {
  readonly #question: Question;
  readonly #connection: Connection;
  readonly #now: Date;
  readonly #secrets: Secret[];

  constructor(question: Question, connection: Connection, now: Date) {
    this.#question = question;
    this.#connection = connection;
    this.#now = now;
    this.#secrets = [this.#basic, question.credential.password];
  }

  async run(): Promise<ProbeResult> {
    const request = this.#firstRequest;
    const challenge = await this.#getChallenge(request);
    if ('verdict' in challenge) return challenge;
    if (challenge.scheme === 'basic') {
      return this.#authenticate(request, `Basic ${this.#basic.reveal()}`, {
        at: 'registry',
        scheme: 'basic',
      });
    }
    const bearer = await this.#exchangeForBearer(challenge);
    if ('verdict' in bearer) return bearer;
    this.#secrets.push(bearer);
    return this.#authenticate(request, `Bearer ${bearer.reveal()}`, { at: 'registry', scheme: 'bearer' });
  }

  /** The texts for failures are loaded only when needed. */
  async result(verdict: ProbeVerdict, details: VerdictDetails = {}): Promise<ProbeResult> {
    if (isGood(verdict)) return { verdict };
    const { explainProbe } = await import('./explain.ts');
    return explainProbe(verdict, this.#question, details);
  }

  #safe(text: string): SafeText {
    return toSafeText(text, { secrets: this.#secrets });
  }

  get #firstRequest(): RegistryRequest {
    const { host, image } = this.#question;
    return image === undefined
      ? { method: 'GET', url: apiBaseUrl(host), headers: {} }
      : { method: 'HEAD', url: manifestUrl(host, image), headers: { accept: MANIFEST_TYPES } };
  }

  get #basic(): Secret {
    const { username, password } = this.#question.credential;
    return new Secret(Buffer.from(`${username}:${password.reveal()}`).toString('base64'));
  }

  /**
   * Returns the challenge of the registry. A public image causes no challenge: then the base address of the API is
   * asked.
   */
  async #getChallenge(request: RegistryRequest): Promise<Challenge | ProbeResult> {
    const reply = await this.#connection.send(request);
    const challenge = challengeIn(reply);
    if (challenge !== undefined) return challenge;
    if (request.method === 'GET') return this.#withoutChallenge(reply);
    const door: RegistryRequest = { method: 'GET', url: apiBaseUrl(this.#question.host), headers: {} };
    const atDoor = await this.#connection.send(door);
    return challengeIn(atDoor) ?? this.#withoutChallenge(atDoor);
  }

  /** Returns the verdict on a registry that sends no challenge: it serves everybody, or it is not a registry. */
  #withoutChallenge(reply: Reply): Promise<ProbeResult> {
    if (reply.status === 200 && !isWebPage(reply)) return this.result('open');
    const passes = reply.status === 429 || reply.status >= 500;
    return this.result(passes ? 'unreachable' : 'not-a-registry', this.#detailsOf(reply));
  }

  /** Gets a bearer token for the credential from the token service in the challenge. */
  async #exchangeForBearer({ parameters }: Challenge): Promise<Secret | ProbeResult> {
    const realm = URL.parse(parameters.get('realm') ?? '');
    if (realm === null) {
      return this.result('not-a-registry', {
        cause: safeText`the challenge of the registry names no token service`,
      });
    }
    if (!isOwnTokenService(this.#question, realm, this.#connection.isRehearsal)) {
      return this.result('untrusted-token-service', { realm: this.#safe(realm.origin) });
    }
    const headers = { authorization: `Basic ${this.#basic.reveal()}`, accept: 'application/json' };
    const url = tokenRequest(realm, parameters, this.#question);
    const reply = await this.#connection.send({ method: 'GET', url, headers });
    const bearer = reply.status === 200 ? bearerIn(reply) : undefined;
    return bearer === undefined
      ? this.#judged(reply, { at: 'token-service', scheme: 'basic' })
      : new Secret(bearer);
  }

  /**
   * Sends the credential to the registry. The answer to a HEAD has no error text, so a rejected request is repeated as
   * GET.
   */
  async #authenticate(
    request: RegistryRequest,
    authorization: string,
    step: RequestStep,
  ): Promise<ProbeResult> {
    const headers = { ...request.headers, authorization };
    const reply = await this.#connection.send({ ...request, headers });
    const wordless = request.method === 'HEAD' && reply.status >= 400 && reply.status < 500;
    // Docker Hub would count a successful GET as a pull.
    if (!wordless || this.#question.host.kind === 'docker-hub') return this.#judged(reply, step);
    return this.#judged(await this.#connection.send({ ...request, method: 'GET', headers }), step);
  }

  #judged(reply: Reply, step: RequestStep): Promise<ProbeResult> {
    const { verdict, permission } = verdictOnReply(reply, step, this.#question, this.#now);
    return this.result(verdict, {
      ...this.#detailsOf(reply),
      ...(permission !== undefined && { permission: this.#safe(permission) }),
    });
  }

  #detailsOf(reply: Reply): VerdictDetails {
    const { status, location } = reply;
    const leads = location === undefined ? '' : ` to ${URL.parse(location)?.origin ?? 'elsewhere'}`;
    const words = status === 200 ? '' : errorTextIn(reply);
    return {
      cause: this.#safe(`HTTP ${status}${leads}${words === '' ? '' : `: ${words}`}`),
      throttled: status === 429,
    };
  }
}

/** Prefers Bearer if a registry accepts both: a bearer token has fewer rights than a password. */
function challengeIn({ status, challenges }: Reply): Challenge | undefined {
  if (status !== 401) return undefined;
  const parsed = parseChallenges(challenges);
  return ['bearer', 'basic'].flatMap((wanted) => parsed.find(({ scheme }) => scheme === wanted) ?? [])[0];
}
