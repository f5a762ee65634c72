import { apiBaseUrl } from './addresses.ts';
import { parseChallenges } from './challenge.ts';
import type { Reply } from './connection.ts';
import { isManifestType } from './image.ts';
import type { Question } from './question.ts';
import { errorTextIn, isWebPage } from './reply-text.ts';
import type { ProbeVerdict } from './verdict.ts';

/** Who answered, and how the credential was sent. */
export interface RequestStep {
  at: 'registry' | 'token-service';
  scheme: 'basic' | 'bearer';
}

/** Returns the verdict on an answer. For a missing right it also returns the right, if the registry names it. */
export function verdictOnReply(
  reply: Reply,
  { at, scheme }: RequestStep,
  question: Question,
  now: Date,
): ReplyVerdict {
  const { status } = reply;
  const words = errorTextIn(reply);
  if (status === 200)
    return { verdict: at === 'registry' ? acceptedVerdict(reply, question) : 'not-a-registry' };
  if (at === 'registry' && question.image !== undefined && leadsElsewhere(reply, question))
    return { verdict: 'pulls' };
  if (status === 429 || status >= 500) return { verdict: 'unreachable' };
  if (isWebPage(reply) || ![400, 401, 403, 404].includes(status)) return { verdict: 'not-a-registry' };
  if (status === 404) {
    return {
      verdict: question.image !== undefined && at === 'registry' ? 'no-such-image' : 'not-a-registry',
    };
  }
  if (/token (?:has|is) expired/i.test(words)) return { verdict: expiredVerdict(question, now) };
  const permission = permissionIn(words);
  if (permission !== undefined) return { verdict: 'no-pull-right', permission };
  if (isPast(question, now)) return { verdict: 'expired' };
  return { verdict: lacksRight(reply, { at, scheme }, question) ? 'no-pull-right' : 'not-accepted' };
}

interface ReplyVerdict {
  verdict: ProbeVerdict;
  permission?: string;
}

function acceptedVerdict(reply: Reply, { image }: Question): ProbeVerdict {
  if (image !== undefined) return isManifestType(reply.contentType) ? 'pulls' : 'not-a-registry';
  return isWebPage(reply) ? 'not-a-registry' : 'signs-in';
}

/**
 * Some registries send their clients to a storage for a manifest, as all do for layers. A redirect that answers a
 * challenge shows that the registry accepts the credential. The probe does not follow the redirect.
 */
function leadsElsewhere({ status, location = '' }: Reply, { host }: Question): boolean {
  const url = URL.parse(location);
  return (
    [301, 302, 303, 307, 308].includes(status) &&
    url?.protocol === 'https:' &&
    url.host !== apiBaseUrl(host).host
  );
}

/**
 * ECR says of a token for another region that it has expired. If the token is not past its expiry, it is for another
 * region. https://docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors-docker.html
 */
function expiredVerdict(question: Question, now: Date): ProbeVerdict {
  return question.host.kind === 'ecr' && !isPast(question, now) ? 'wrong-region' : 'expired';
}

function isPast({ credential: { expiresAt } }: Question, now: Date): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** AWS and Google name the missing right. */
function permissionIn(words: string): string | undefined {
  const [, aws] = /not authorized to perform: ([\w-]+:\w+)/.exec(words) ?? [];
  const [, google] = /permission "([\w.]+)" denied/i.exec(words) ?? [];
  return (
    aws ??
    google ??
    (/insufficient authentication scopes/i.test(words) ? 'a scope that lets read' : undefined)
  );
}

/** A bearer token shows that the user is known. A token service that answers 403 rejects the user itself. */
function lacksRight(
  { status, challenges }: Reply,
  { at, scheme }: RequestStep,
  { image }: Question,
): boolean {
  if (at === 'token-service') return false;
  if (status === 403) return true;
  const errors = parseChallenges(challenges).map(({ parameters }) => parameters.get('error'));
  return (
    scheme === 'bearer' &&
    (errors.includes('insufficient_scope') || (image !== undefined && !errors.includes('invalid_token')))
  );
}
