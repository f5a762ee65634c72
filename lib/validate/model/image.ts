/** The parts of an image reference: `host/path:tag@digest`. Without a host, the image is on Docker Hub. */
export interface ImageReference {
  host: string;
  path: string;
  tag?: string;
  digest?: string;
}

/** A host of 253 characters, a path of 255 and a digest fit into it twice. */
const LONGEST = 1_500;

export const DOCKER_HUB = 'docker.io';

/**
 * Splits by Docker's rule (distribution/reference): the first part is a host if it has a dot or a colon, or is
 * `localhost`. Undefined for a text that Docker would reject.
 */
export function parseImage(text: string): ImageReference | undefined {
  if (text.length > LONGEST) return undefined;
  const match =
    /^(?:((?:[\w-]+(?:\.[\w-]+)+|[\w-]+(?=:\d)|localhost|\[[\da-fA-F:]+\])(?::\d+)?)\/)?([a-z0-9._\-/]+)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(
      text,
    );
  const path = match?.[2];
  if (!match || path === undefined || !PATH.test(path)) return undefined;
  const [, host = DOCKER_HUB, , tag, digest] = match;
  return { host, path, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

const PATH = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
