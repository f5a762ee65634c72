import httpContentNegotiation from '@middy/http-content-negotiation';
import type { Context } from 'aws-lambda';

/** Chooses the media type of an answer by the accept header. Without the header: the first type. */
export function negotiation(mediaTypes: readonly string[]) {
  return httpContentNegotiation({
    parseCharsets: false,
    parseEncodings: false,
    parseLanguages: false,
    availableMediaTypes: [...mediaTypes],
  });
}

/** The negotiated type in the context. Without an accept header: none. */
export function negotiated(context: Context): string | undefined {
  return 'preferredMediaType' in context ? String(context.preferredMediaType) : undefined;
}
