import { quoted } from '../quoted.ts';
import { Secret } from '../secret.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { doorOf, isOwnTokenService, manifestOf } from './addresses.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { type Details, resultOf } from './explain.ts';
import { MANIFEST_TYPES, readImage } from './image.ts';
import { judge, type Occasion } from './judge.ts';
import { Forbidden, type Inquiry, Line, type LineOptions, type Reply } from './line.ts';
import type { Question } from './question.ts';
import { bearerIn, isWebPage, wordsIn } from './said.ts';
import type { ProbeResult, Verdict } from './verdict.ts';

/** All that is asked and answered; a registry that takes longer is as good as gone. */
const PROBE_MS = 5_000;

export interface Asking extends LineOptions {
  now: () => Date;
  signal: AbortSignal;
  withinMs?: number;
}

/**
 * Asks a registry whether a credential pulls, as a container runtime would: without it first, then in the way that the
 * registry's challenge says, to the registry and its own token service and to nobody else. Throws only what the
 * caller's signal was aborted with, and defects.
 */
export async function probe(question: Question, asking: Asking): Promise<ProbeResult> {
  const timeout = AbortSignal.timeout(asking.withinMs ?? PROBE_MS);
  const signal = AbortSignal.any([asking.signal, timeout]);
  const line = new Line(signal, asking);
  const visit = new Visit(question, line, asking.now());
  try {
    return await unlessAborted(visit.go(), signal);
  } catch (error) {
    asking.signal.throwIfAborted();
    const cause = timeout.aborted ? 'no answer in time' : brokenBecause(error);
    if (cause === undefined) throw error;
    return visit.result('unreachable', { cause });
  } finally {
    line.hangUp();
  }
}

class Visit {
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

  result(verdict: Verdict, details: Details = {}): ProbeResult {
    const { cause } = details;
    return resultOf(verdict, this.#question, { ...details, cause: cause && quoted(cause, this.#secrets) });
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

  /** The registry has not asked who we are: it asks nobody, or it is none. */
  #unasked(reply: Reply): ProbeResult {
    if (reply.status === 200 && !isWebPage(reply)) return this.result('open');
    const passes = reply.status === 429 || reply.status >= 500;
    return this.result(passes ? 'unreachable' : 'not-a-registry', this.#detailsOf(reply));
  }

  /** A bearer for the credential, from the token service that the challenge names. */
  async #exchange({ parameters }: Challenge): Promise<Secret | ProbeResult> {
    const { host, image } = this.#question;
    const realm = URL.parse(parameters.get('realm') ?? '');
    if (realm === null)
      return this.result('not-a-registry', { cause: 'its challenge names no token service' });
    if (!isOwnTokenService(host, realm, this.#line.isElsewhere)) {
      return this.result('untrusted-token-service', { realm: quoted(realm.origin, this.#secrets) });
    }
    for (const [name, value] of parameters) if (isToBeRepeated(name)) realm.searchParams.append(name, value);
    if (image !== undefined && !parameters.has('scope')) {
      realm.searchParams.append('scope', `repository:${readImage(image, host).repository}:pull`);
    }
    const headers = { authorization: `Basic ${this.#basic.reveal()}`, accept: 'application/json' };
    const reply = await this.#line.ask({ method: 'GET', url: realm, headers });
    const bearer = reply.status === 200 ? bearerIn(reply) : undefined;
    return bearer === undefined
      ? this.#judged(reply, { at: 'token-service', scheme: 'basic' })
      : new Secret(bearer);
  }

  async #enter(wish: Inquiry, authorization: string, occasion: Occasion): Promise<ProbeResult> {
    const headers = { ...wish.headers, authorization };
    const reply = await this.#line.ask({ ...wish, headers });
    const refused = reply.status >= 400 && reply.status < 500 && wish.method === 'HEAD';
    // The answer to a HEAD has no words. Docker Hub would count the GET, if it worked after all, as a pull.
    const wordless = refused && this.#question.host.kind !== 'docker-hub';
    return this.#judged(
      wordless ? await this.#line.ask({ ...wish, method: 'GET', headers }) : reply,
      occasion,
    );
  }

  #judged(reply: Reply, occasion: Occasion): ProbeResult {
    const { verdict, permission } = judge(reply, occasion, this.#question, this.#now);
    return this.result(verdict, { ...this.#detailsOf(reply), permission });
  }

  #detailsOf(reply: Reply): Details {
    const { status, location } = reply;
    const leads = location === undefined ? '' : ` to ${URL.parse(location)?.origin ?? 'elsewhere'}`;
    const words = status === 200 ? '' : wordsIn(reply);
    return {
      cause: `HTTP ${status}${leads}${words === '' ? '' : `: ${words}`}`,
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

/** The realm is the address itself; the errors are about a request that is not made again. */
function isToBeRepeated(name: string): boolean {
  return name !== 'realm' && !name.startsWith('error');
}

/** What Node says of a connection that failed or was not allowed; undefined for any other error, which is a defect. */
function brokenBecause(error: unknown): string | undefined {
  if (error instanceof Forbidden) return error.message;
  const isNodes = error instanceof Error && 'code' in error && typeof error.code === 'string';
  return isNodes ? `${error.code}: ${error.message}` : undefined;
}
