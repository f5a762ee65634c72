import httpContentNegotiation from '@middy/http-content-negotiation';
import type { Context } from 'aws-lambda';

/** Chooses among the media types of an answer by the accept header; the first is for those who do not say. */
export function negotiation(mediaTypes: readonly string[]) {
  return httpContentNegotiation({
    parseCharsets: false,
    parseEncodings: false,
    parseLanguages: false,
    availableMediaTypes: [...mediaTypes],
  });
}

/** What the negotiation has left in the context; without an accept header, there was none. */
export function negotiated(context: Context): string | undefined {
  return 'preferredMediaType' in context ? String(context.preferredMediaType) : undefined;
}
