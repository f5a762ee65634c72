import type { FailureKind } from '../../failure.ts';
import { GRPC, type GrpcError } from './grpc.ts';

export type GrpcMeaning = [kind: FailureKind, says: string, hint: string];

const NEXT_RUN =
  'the next run retries; if this continues, check the network path (NAT, DNS, HTTP/2) and status.fal.ai';

/** fal does not document its statuses. These meanings are those of gRPC. */
const MEANINGS = new Map<number, GrpcMeaning>([
  [GRPC.INVALID_ARGUMENT, ['invalid', 'the request was rejected', 'the cause says what fal rejected']],
  [GRPC.DEADLINE_EXCEEDED, ['unavailable', 'fal did not answer in time', NEXT_RUN]],
  [
    GRPC.NOT_FOUND,
    ['invalid', 'fal has no such environment', 'create it at fal, or correct environment in registries.yml'],
  ],
  [
    GRPC.PERMISSION_DENIED,
    ['denied', 'not allowed', 'use a key with the scope ADMIN: keys with the scope API cannot write secrets'],
  ],
  [
    GRPC.RESOURCE_EXHAUSTED,
    ['quota', 'a limit of fal was reached', 'the cause names the limit; the stored secret was not changed'],
  ],
  [
    GRPC.UNIMPLEMENTED,
    [
      'invalid',
      'fal no longer offers this call',
      'fal does not document this interface and may have changed it: look for a newer pullkeeper',
    ],
  ],
]);

export function meaningOf({ code, httpStatus }: GrpcError): GrpcMeaning {
  if (httpStatus === 429) {
    return ['throttled', 'too many requests', 'no action needed: the next run retries'];
  }
  return MEANINGS.get(code) ?? ['unavailable', 'no usable answer from fal', NEXT_RUN];
}
