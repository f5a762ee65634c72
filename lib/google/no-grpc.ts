/**
 * Replaces `@grpc/grpc-js` in the bundle. Google's client uses REST here, but it still loads gRPC, and derives a class
 * from this one.
 */
export class Client {}
