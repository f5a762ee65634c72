import { IMAGE_PATH } from '../model/config-file.ts';
import { registryOf } from '../model/registry.ts';
import type { Rule } from '../rule.ts';

export const artifactPathTooShort: Rule = {
  id: 'TDA208',
  severity: 'warning',
  title: 'An Artifact Registry image without project or repository',
  shows: true,
  why: 'An image has three parts after the host: project, repository, image. With two parts, Google answers that the image does not exist.',
  caught: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/llama:1
`,
  passed: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
`,

  *check({ image }) {
    const reference = image?.reference;
    if (!image || !reference?.host.endsWith('pkg.dev')) return;
    if (registryOf(reference.host)?.kind !== 'artifact-registry' || reference.path.split('/').length > 2)
      return;
    yield {
      at: image.node,
      path: IMAGE_PATH,
      message: `${reference.path} is too short for Artifact Registry.`,
      hint: `Write ${reference.host}/<project>/<repository>/<image>.`,
    };
  },
};
