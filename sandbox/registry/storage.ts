import { createHmac, randomBytes } from 'node:crypto';
import type { Answer, Request } from '../http.ts';
import type { Content } from './images.ts';

/** Every registry of the sandbox keeps its layers here, as ECR keeps its own in buckets of S3. */
const HOST = 'layers.s3.us-east-1.amazonaws.com';
const LIFE_MS = 20 * 60 * 1000;

/**
 * The storage behind the registries. A registry sends its clients here, with an address that is signed for one content,
 * one method and some minutes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
 */
export class Storage {
  readonly #key = randomBytes(32);
  readonly #contents = new Map<string, Content>();

  isAt(host: string): boolean {
    return host === HOST;
  }

  /** The answer of a registry that leaves the content to the storage. */
  redirectTo(content: Content, { method }: Request, now: Date): Answer {
    this.#contents.set(content.digest, content);
    const url = new URL(`https://${HOST}/${content.digest}`);
    const expires = String(now.getTime() + LIFE_MS);
    url.search = String(
      new URLSearchParams({ expires, signature: this.#sign(method, content.digest, expires) }),
    );
    return { status: 307, headers: { location: url.href }, body: '' };
  }

  handle({ method, url, headers }: Request, now: Date): Answer {
    const digest = decodeURIComponent(url.pathname.slice(1));
    const { expires = '', signature } = Object.fromEntries(url.searchParams);
    if (headers.authorization !== undefined) {
      const only = 'Only one auth mechanism allowed; only the Signature query string parameter or the';
      return refusal(400, 'InvalidArgument', `${only} Authorization header should be specified`);
    }
    if (signature !== this.#sign(method, digest, expires))
      return refusal(403, 'SignatureDoesNotMatch', 'The request signature does not match the provided one.');
    if (Number(expires) <= now.getTime()) return refusal(403, 'AccessDenied', 'Request has expired');
    const content = this.#contents.get(digest);
    if (content === undefined) return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
    return { status: 200, headers: { 'content-type': content.mediaType }, body: content.bytes };
  }

  #sign(method: string, digest: string, expires: string): string {
    return createHmac('sha256', this.#key).update(`${method} ${digest} ${expires}`).digest('hex');
  }
}

function refusal(status: number, code: string, message: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body, outcome: code };
}
