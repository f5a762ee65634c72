import {
  type ClientHttp2Session,
  connect,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from 'node:http2';

/** The gRPC statuses that need different treatment. https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
export const GRPC = {
  OK: 0,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

export class GrpcError extends Error {
  override readonly name = 'GrpcError';
  readonly code: number;
  /** The call ended before any gRPC answer. */
  readonly httpStatus: number | undefined;

  constructor(code: number, message: string, httpStatus?: number) {
    super(message);
    this.code = code;
    this.httpStatus = httpStatus;
  }
}

interface UnaryCall {
  /** `https://<host>`. With `http://`, HTTP/2 without TLS, which only the sandbox uses. */
  url: string;
  path: string;
  metadata: Record<string, string>;
  message: Buffer;
  deadlineMs: number;
}

type Headers = IncomingHttpHeaders & IncomingHttpStatusHeader;

/** fal answers with an empty message, or with a list of names. */
const MOST_BYTES = 4 * 1024 * 1024;

interface Reply {
  headers: Headers;
  trailers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * Sends one message and receives one, on a separate connection: all the gRPC that two small calls need.
 * https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export async function unary(call: UnaryCall, signal: AbortSignal): Promise<Buffer> {
  const timed = AbortSignal.any([signal, AbortSignal.timeout(call.deadlineMs)]);
  const session = connect(call.url);
  const ended = Promise.withResolvers<never>();
  const onAbort = () => ended.reject(new GrpcError(GRPC.DEADLINE_EXCEEDED, 'no answer in time'));
  session.once('error', (error) => ended.reject(broken(error)));
  timed.addEventListener('abort', onAbort);
  if (timed.aborted) onAbort();
  try {
    return readReply(await Promise.race([exchange(session, call), ended.promise]));
  } finally {
    timed.removeEventListener('abort', onAbort);
    session.destroy();
  }
}

function exchange(session: ClientHttp2Session, call: UnaryCall): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const chunks: Buffer[] = [];
  let size = 0;
  let headers: Headers = {};
  let trailers: IncomingHttpHeaders = {};
  const stream = session.request({
    ':method': 'POST',
    ':path': call.path,
    'content-type': 'application/grpc',
    te: 'trailers',
    'grpc-timeout': `${call.deadlineMs}m`,
    'user-agent': 'pullkeeper',
    ...call.metadata,
  });
  stream.on('response', (received) => {
    headers = received;
  });
  stream.on('trailers', (received) => {
    trailers = received;
  });
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_BYTES) stream.destroy(new Error(`the answer is longer than ${MOST_BYTES} bytes`));
  });
  stream.on('error', (error) => reject(broken(error)));
  stream.on('close', () => resolve({ headers, trailers, body: Buffer.concat(chunks) }));
  stream.end(frame(call.message));
  return promise;
}

/** A failed connection is `unavailable` in gRPC: it is unknown whether the call arrived. */
function broken(error: Error): GrpcError {
  return new GrpcError(GRPC.UNAVAILABLE, error.message);
}

function readReply({ headers, trailers, body }: Reply): Buffer {
  // A call that fails at once has its status in the first headers.
  const status = trailers['grpc-status'] ?? headers['grpc-status'];
  if (status === undefined) throw withoutStatus(headers);
  if (Number(status) === GRPC.OK) return unframe(body);
  const message = trailers['grpc-message'] ?? headers['grpc-message'];
  throw new GrpcError(Number(status), decodeMessage(String(message ?? '')));
}

/**
 * Not a gRPC answer: from a proxy, or a lost answer.
 * https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
 */
function withoutStatus(headers: Headers): GrpcError {
  const status = headers[':status'];
  const isGrpc = headers['content-type']?.startsWith('application/grpc');
  if (status === undefined || (status === 200 && isGrpc)) {
    return new GrpcError(GRPC.UNAVAILABLE, 'the answer was cut off');
  }
  const passes = status === 429 || status >= 500;
  return new GrpcError(passes ? GRPC.UNAVAILABLE : GRPC.UNKNOWN, `HTTP ${status} without gRPC`, status);
}

/** A message in gRPC: a flag for compression, four bytes of length, the message. */
function frame(message: Buffer): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function unframe(body: Buffer): Buffer {
  if (body.length >= 5 && body[0] === 0 && body.readUInt32BE(1) === body.length - 5) return body.subarray(5);
  throw new GrpcError(GRPC.UNKNOWN, 'the answer is not one plain gRPC message');
}

/** Percent-encoded, although some senders do not encode it. */
function decodeMessage(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
