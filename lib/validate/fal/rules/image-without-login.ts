import { parseImage } from '../../model/image.ts';
import { judgeHost, sameRegistry } from '../../model/registry.ts';
import type { FalRule } from './rule.ts';

export const imageWithoutLogin: FalRule = {
  id: 'FAL204',
  severity: 'warning',
  title: 'The image comes from a registry without a login',
  why: 'There are logins, but none for the registry of the image: fal pulls without a login.',
  caught: `
image: nvcr.io/nim/llama:1
registries:
  ghcr.io:
    username: acme-bot
    password: $GHCR_TOKEN
`,
  passed: `
image: ghcr.io/acme/llama:1
registries:
  ghcr.io:
    username: acme-bot
    password: $GHCR_TOKEN
`,

  *check({ image, entries, path }) {
    const host = parseImage(image ?? '')?.host;
    const [first] = entries;
    if (!host || !first || entries.some((registry) => isFor(registry.host, host))) return;
    yield {
      at: first.entry.key,
      path,
      message: `The image comes from ${host}, and there is no login for it.`,
      hint: `Add ${host}, unless the image is public.`,
    };
  },
};

/** Ignores mistakes in the host: another rule reports them. */
function isFor(written: string, host: string): boolean {
  const parsed = judgeHost(written);
  return sameRegistry(parsed.ok ? written : (parsed.problem.suggestion ?? written), host);
}
