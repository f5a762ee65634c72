import type { FailureKind } from '../../failure.ts';
import { GRPC, type GrpcError } from './grpc.ts';

type Meaning = [kind: FailureKind, says: string, hint: string];

const NEXT_RUN =
  'the next run tries again; if it lasts, check the way there (NAT, DNS, HTTP/2) and status.fal.ai';

/** fal documents none of its statuses: these are read as gRPC means them. */
const MEANINGS = new Map<number, Meaning>([
  [GRPC.INVALID_ARGUMENT, ['invalid', 'the request was refused', 'the message says what fal did not accept']],
  [GRPC.DEADLINE_EXCEEDED, ['unavailable', 'fal did not answer in time', NEXT_RUN]],
  [
    GRPC.NOT_FOUND,
    ['invalid', 'fal has no such environment', 'create it at fal, or correct environment in registries.yml'],
  ],
  [
    GRPC.PERMISSION_DENIED,
    ['denied', 'not allowed', 'use a key of scope ADMIN: keys of scope API do not allow this'],
  ],
  [
    GRPC.RESOURCE_EXHAUSTED,
    ['quota', 'a limit of fal is reached', 'the message names the limit; what stands there stays'],
  ],
  [
    GRPC.UNIMPLEMENTED,
    [
      'invalid',
      'fal no longer has this call',
      'fal does not document this interface and may have changed it: look for a newer pullkeeper',
    ],
  ],
  [
    GRPC.UNAUTHENTICATED,
    ['denied', 'fal does not know this key', 'check that key refers to one that is active, as <id>:<secret>'],
  ],
]);

export function meaningOf({ code, httpStatus }: GrpcError): Meaning {
  if (httpStatus === 429) {
    return ['throttled', 'asked to slow down', 'nothing to do yet: the next run tries again'];
  }
  return MEANINGS.get(code) ?? ['unavailable', 'no usable answer from fal', NEXT_RUN];
}
