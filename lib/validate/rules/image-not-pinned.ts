import { IMAGE_PATH } from '../model/config-file.ts';
import type { Rule } from '../rule.ts';
import { IMAGE_ALONE } from '../samples.ts';

export const imageNotPinned: Rule = {
  id: 'TDA209',
  severity: 'info',
  title: 'The image has no fixed version',
  shows: true,
  why: 'Without a tag, or with "latest", the next build may use another image than the one that was tested.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:latest
`,
  passed: IMAGE_ALONE,

  *check({ image }) {
    const { tag, digest } = image?.reference ?? {};
    if (!image?.reference || digest !== undefined || (tag !== undefined && tag !== 'latest')) return;
    yield {
      at: image.node,
      path: IMAGE_PATH,
      message:
        tag === undefined
          ? 'The image has no tag, which means "latest": the next build may use another image.'
          : 'The tag "latest" moves: the next build may use another image.',
      hint: 'Write the tag of a version, or a digest: <image>@sha256:…',
    };
  },
};
