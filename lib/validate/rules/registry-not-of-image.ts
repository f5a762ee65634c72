import { registryOf, sameRegistry } from '../model/registry.ts';
import type { Rule } from '../rule.ts';
import { AWS_KEYS_LOGIN, withField } from '../samples.ts';

export const registryNotOfImage: Rule = {
  id: 'TDA202',
  severity: 'warning',
  title: "The registry is not the image's",
  shows: true,
  why: 'The login is for one registry and the image is in another: the pull fails as if there were no login.',
  caught: withField(AWS_KEYS_LOGIN, 'registry', '123456789012.dkr.ecr.us-west-2.amazonaws.com'),
  passed: AWS_KEYS_LOGIN,

  *check({ auth, image }) {
    const registry = auth?.field('registry');
    const host = image?.reference?.host;
    if (!registry || !host || !registryOf(registry.text) || sameRegistry(registry.text, host)) return;
    yield {
      at: registry.node,
      path: registry.path,
      message: `The login is for ${registry.text}, but the image comes from ${host}.`,
      hint: `Write "registry: ${host}", or pull the image from ${registry.text}.`,
    };
  },
};
