import { rewrite } from '../fixes.ts';
import { IMAGE_PATH } from '../model/config-file.ts';
import { parseImage } from '../model/image.ts';
import type { Rule } from '../rule.ts';
import { IMAGE_ALONE } from '../samples.ts';

export const imageMalformed: Rule = {
  id: 'TDA206',
  severity: 'warning',
  title: 'The image is not a valid reference',
  shows: true,
  fixable: true,
  why: 'Truss accepts any text, and the build fails: an image has no scheme, no spaces and no capital letters in its path.',
  caught: `
base_image:
  image: https://ghcr.io/acme/llama:1
`,
  passed: IMAGE_ALONE,

  *check({ image, reading }) {
    if (!image || image.reference) return;
    const bare = image.text.replace(/^(?:https?|docker|oci):\/\//i, '').replace(/\/+$/, '');
    const better = bare !== image.text && parseImage(bare) ? bare : undefined;
    yield {
      at: image.node,
      path: IMAGE_PATH,
      message: `Docker cannot pull this image: ${reasonAgainst(image.text)}.`,
      hint: better === undefined ? 'Write <registry>/<path>:<tag>.' : `Write "image: ${better}".`,
      fix:
        better === undefined
          ? undefined
          : rewrite(reading.text, image.node, better, 'Write the bare reference'),
    };
  },
};

function reasonAgainst(text: string): string {
  if (/^[a-z]+:\/\//i.test(text)) return 'a reference has no scheme such as https:// in front';
  if (/\s/.test(text)) return 'there is a space in it';
  if (/@(?!sha256:[0-9a-f]{64}$)/.test(text)) return 'the text after the @ is not a complete sha256 digest';
  if (/[A-Z]/.test(text.replace(/:[^/]*$/, ''))) return 'its path has capital letters';
  if (/:$/.test(text)) return 'there is no tag after the last colon';
  return 'it contains a character that is not allowed';
}
