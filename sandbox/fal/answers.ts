import type { Answer } from '../http.ts';

const HEADERS = { 'content-type': 'application/grpc' };

/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
export const STATUS = {
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/** One message, framed, and the status behind it. */
export function success(message: Buffer): Answer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return {
    status: 200,
    headers: HEADERS,
    body: Buffer.concat([prefix, message]),
    trailers: { 'grpc-status': '0' },
  };
}

/** An error comes without a body, and then its status is in the headers: "trailers-only". HTTP calls it a success. */
export function refusal(status: keyof typeof STATUS, message: string): Answer {
  return {
    status: 200,
    headers: { ...HEADERS, 'grpc-status': String(STATUS[status]), 'grpc-message': percentEncode(message) },
    body: '',
    outcome: status,
  };
}

/** https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md (Status-Message) */
function percentEncode(text: string): string {
  return Array.from(Buffer.from(text), (byte) =>
    byte >= 0x20 && byte <= 0x7e && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}
