import { type SafeText, safeText, toSafeText } from '../secrecy/safe-text.ts';
import { Secret } from '../secrecy/secret.ts';
import { doorOf, manifestOf } from './addresses.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import type { Details } from './explain.ts';
import { MANIFEST_TYPES } from './image.ts';
import { judge, type Occasion } from './judge.ts';
import type { Inquiry, Line, Reply } from './line.ts';
import type { Question } from './question.ts';
import { bearerIn, isWebPage, wordsIn } from './said.ts';
import { isOwnTokenService, tokenRequest } from './token-service.ts';
import { isGood, type ProbeResult, type ProbeVerdict } from './verdict.ts';

/**
 * One visit at a registry, as a container runtime makes it: first without the credential, then in the way of the
 * challenge. The credential goes to the registry and to its own token service only.
 */
export class Visit {
  readonly #question: Question;
  readonly #line: Line;
  readonly #now: Date;
  readonly #secrets: Secret[];

  constructor(question: Question, line: Line, now: Date) {
    this.#question = question;
    this.#line = line;
    this.#now = now;
    this.#secrets = [this.#basic, question.credential.password];
  }

  async go(): Promise<ProbeResult> {
    const wish = this.#wish;
    const challenge = await this.#knock(wish);
    if ('verdict' in challenge) return challenge;
    if (challenge.scheme === 'basic') {
      return this.#enter(wish, `Basic ${this.#basic.reveal()}`, { at: 'registry', scheme: 'basic' });
    }
    const bearer = await this.#exchange(challenge);
    if ('verdict' in bearer) return bearer;
    this.#secrets.push(bearer);
    return this.#enter(wish, `Bearer ${bearer.reveal()}`, { at: 'registry', scheme: 'bearer' });
  }

  /** The words for what is not good are many, and are loaded when they are needed. */
  async result(verdict: ProbeVerdict, details: Details = {}): Promise<ProbeResult> {
    if (isGood(verdict)) return { verdict };
    const { explainProbe } = await import('./explain.ts');
    return explainProbe(verdict, this.#question, details);
  }

  #safe(text: string): SafeText {
    return toSafeText(text, { secrets: this.#secrets });
  }

  get #wish(): Inquiry {
    const { host, image } = this.#question;
    return image === undefined
      ? { method: 'GET', url: doorOf(host), headers: {} }
      : { method: 'HEAD', url: manifestOf(host, image), headers: { accept: MANIFEST_TYPES } };
  }

  get #basic(): Secret {
    const { username, password } = this.#question.credential;
    return new Secret(Buffer.from(`${username}:${password.reveal()}`).toString('base64'));
  }

  /** What the registry asks for. Of an image that anybody may have it asks nothing: then the door itself is tried. */
  async #knock(wish: Inquiry): Promise<Challenge | ProbeResult> {
    const reply = await this.#line.ask(wish);
    const challenge = challengeIn(reply);
    if (challenge !== undefined) return challenge;
    if (wish.method === 'GET') return this.#unasked(reply);
    const door: Inquiry = { method: 'GET', url: doorOf(this.#question.host), headers: {} };
    const atDoor = await this.#line.ask(door);
    return challengeIn(atDoor) ?? this.#unasked(atDoor);
  }

  /** Returns the verdict on a registry that sends no challenge: it serves everybody, or it is not a registry. */
  #unasked(reply: Reply): Promise<ProbeResult> {
    if (reply.status === 200 && !isWebPage(reply)) return this.result('open');
    const passes = reply.status === 429 || reply.status >= 500;
    return this.result(passes ? 'unreachable' : 'not-a-registry', this.#detailsOf(reply));
  }

  /** A bearer for the credential, from the token service that the challenge names. */
  async #exchange({ parameters }: Challenge): Promise<Secret | ProbeResult> {
    const realm = URL.parse(parameters.get('realm') ?? '');
    if (realm === null) {
      return this.result('not-a-registry', {
        cause: safeText`the challenge of the registry names no token service`,
      });
    }
    if (!isOwnTokenService(this.#question, realm, this.#line.isElsewhere)) {
      return this.result('untrusted-token-service', { realm: this.#safe(realm.origin) });
    }
    const headers = { authorization: `Basic ${this.#basic.reveal()}`, accept: 'application/json' };
    const url = tokenRequest(realm, parameters, this.#question);
    const reply = await this.#line.ask({ method: 'GET', url, headers });
    const bearer = reply.status === 200 ? bearerIn(reply) : undefined;
    return bearer === undefined
      ? this.#judged(reply, { at: 'token-service', scheme: 'basic' })
      : new Secret(bearer);
  }

  /** Shows the credential at the registry. The answer to a HEAD has no words: what was refused is asked for again by GET. */
  async #enter(wish: Inquiry, authorization: string, occasion: Occasion): Promise<ProbeResult> {
    const headers = { ...wish.headers, authorization };
    const reply = await this.#line.ask({ ...wish, headers });
    const wordless = wish.method === 'HEAD' && reply.status >= 400 && reply.status < 500;
    // Docker Hub would count the GET, if it worked after all, as a pull.
    if (!wordless || this.#question.host.kind === 'docker-hub') return this.#judged(reply, occasion);
    return this.#judged(await this.#line.ask({ ...wish, method: 'GET', headers }), occasion);
  }

  #judged(reply: Reply, occasion: Occasion): Promise<ProbeResult> {
    const { verdict, permission } = judge(reply, occasion, this.#question, this.#now);
    return this.result(verdict, {
      ...this.#detailsOf(reply),
      ...(permission !== undefined && { permission: this.#safe(permission) }),
    });
  }

  #detailsOf(reply: Reply): Details {
    const { status, location } = reply;
    const leads = location === undefined ? '' : ` to ${URL.parse(location)?.origin ?? 'elsewhere'}`;
    const words = status === 200 ? '' : wordsIn(reply);
    return {
      cause: this.#safe(`HTTP ${status}${leads}${words === '' ? '' : `: ${words}`}`),
      throttled: status === 429,
    };
  }
}

/** A bearer can carry fewer rights than a password, so it is what a registry that takes both is shown. */
function challengeIn({ status, challenges }: Reply): Challenge | undefined {
  if (status !== 401) return undefined;
  const parsed = parseChallenges(challenges);
  return ['bearer', 'basic'].flatMap((wanted) => parsed.find(({ scheme }) => scheme === wanted) ?? [])[0];
}
