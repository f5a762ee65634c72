import type { GoogleCaller } from '../../references/google-token.ts';
import type { Secret } from '../../secrecy/secret.ts';
import { subjectInWords } from '../../subject/subject-in-words.ts';
import { getSubjectToken } from '../../subject/subject-token.ts';
import { type Exchange, exchange, expiryOf, tokenIn } from '../exchange.ts';
import type { TokenSource } from '../source.ts';
import { SUBJECT_LIFE_S } from '../subject.ts';
import type { OidcExchange } from './presets.ts';
import type { OidcSpec } from './traits.ts';

/** Exchanges a token that AWS, GitHub or the platform has signed for a token of the registry. No secret is stored. */
export function oidcSource({ host, exchange: data, subject }: OidcSpec, machine: GoogleCaller): TokenSource {
  return {
    async mint(signal) {
      const mintedAt = machine.now();
      const request = { audience: subject.audience, lifetimeSeconds: SUBJECT_LIFE_S };
      const token = await getSubjectToken(subject.token, request, machine.env, signal);
      const call: Exchange = {
        ...requestOf(data, token),
        url: data.url,
        tried: `exchange ${subjectInWords(subject.token)} for a token of ${host}`,
        service: data.service,
        secrets: [token],
        denied: `${data.denied}; the audience is ${subject.audience}`,
      };
      const answer = await exchange(call, machine.env, signal);
      const password = tokenIn(answer, data.answer, call);
      return {
        username: data.username,
        password,
        mintedAt,
        expiresAt: expiryOf(password, answer, mintedAt, call),
        remedy: `let ${data.service} issue tokens that live longer, or set lifetimeSeconds to their real life`,
      };
    },
  };
}

function requestOf(
  { sends, username }: OidcExchange,
  token: Secret,
): Pick<Exchange, 'method' | 'headers' | 'form' | 'json'> {
  if (sends.as === 'basic') {
    const pair = Buffer.from(`${username}:${token.reveal()}`).toString('base64');
    return { method: 'GET', headers: { authorization: `Basic ${pair}` } };
  }
  const body = { ...sends.fields, [sends.field]: token.reveal() };
  return sends.as === 'json' ? { method: 'POST', json: body } : { method: 'POST', form: body };
}
