/**
 * Replaces `@grpc/grpc-js` in what is built. Google's client is told to speak REST, but it still loads gRPC, and derives a
 * class from this one.
 */
export class Client {}
