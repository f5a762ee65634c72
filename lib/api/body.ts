import { gunzipSync } from 'node:zlib';
import { decodeUtf8 } from '../validate/yaml/decode.ts';
import { HttpProblem } from './problem.ts';

/** Far larger than any config.yaml, and small enough to be read within the time of a request. */
export const MAX_BODY_BYTES = 256 * 1024;

/** The parts of an API Gateway event (HTTP API, payload 2.0) that carry a body. */
export interface BodyEvent {
  /** Some callers send null for an empty body. */
  body?: string | null | undefined;
  isBase64Encoded?: boolean | undefined;
  headers?: Record<string, string | undefined> | undefined;
}

/** Returns the body as text. Decodes base64 and gzip, and checks the limit at every step. */
export function readBody({ body, isBase64Encoded = false, headers = {} }: BodyEvent): string {
  const sent = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  if (sent.length > MAX_BODY_BYTES) throw tooLarge();
  const decoded = decodeUtf8(decompress(sent, headers['content-encoding']));
  if ('problem' in decoded) {
    throw new HttpProblem(
      400,
      'Not UTF-8',
      `The body is not UTF-8 from byte ${decoded.offset + 1} on. Send UTF-8.`,
    );
  }
  if (decoded.text.trim() === '') {
    throw new HttpProblem(400, 'Empty body', 'Send a config.yaml as the body, or JSON with it in "config".');
  }
  return decoded.text;
}

function decompress(bytes: Buffer, encoding = 'identity'): Buffer {
  switch (encoding.trim().toLowerCase()) {
    case 'identity':
    case '':
      return bytes;
    case 'gzip':
    case 'x-gzip':
      return gunzip(bytes);
    default:
      throw new HttpProblem(
        415,
        'Unsupported encoding',
        'Send the body as it is, or with "content-encoding: gzip".',
      );
  }
}

function gunzip(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new HttpProblem(
      400,
      'Not gzip',
      'The header "content-encoding" says gzip, but the body is not complete gzip.',
    );
  }
}

function tooLarge(): HttpProblem {
  const limit = `${MAX_BODY_BYTES / 1024} KiB`;
  return new HttpProblem(
    413,
    'Body too large',
    `Send at most ${limit}, uncompressed; split many files into requests.`,
  );
}
