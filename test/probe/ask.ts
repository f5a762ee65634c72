import { parseHost } from '../../lib/hosts/parse.ts';
import { type ProbeOptions, probe } from '../../lib/probe/probe.ts';
import { Secret } from '../../lib/secrecy/secret.ts';

/** Who asks, and what for. */
export interface Order extends Partial<ProbeOptions> {
  host: string;
  image?: string;
  /** `user:password` */
  pair: string;
  expiresAt?: Date;
}

/** Asks, and tells the verdict with its failure's kind and texts beside it. */
export async function ask({ host: text, image, pair, expiresAt, ...asking }: Order) {
  const parsed = parseHost(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const [username = ''] = pair.split(':', 1);
  const password = new Secret(pair.slice(username.length + 1));
  const credential = { username, password, ...(expiresAt && { expiresAt }) };
  const result = await probe(
    { host: parsed.host, image, credential },
    { now: () => new Date(), signal: AbortSignal.timeout(30_000), ...asking },
  );
  if (!('failure' in result)) return result;
  const { kind, message, hint, cause } = result.failure;
  return { verdict: result.verdict, refused: result.refused, kind, message, hint, cause };
}
