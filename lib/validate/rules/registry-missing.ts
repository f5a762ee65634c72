import { nearest } from '../../text/nearest.ts';
import { addLine } from '../fixes.ts';
import { AUTH_PATH } from '../model/config-file.ts';
import { MADE_FOR } from '../model/method-registry.ts';
import { registryOf } from '../model/registry.ts';
import type { Rule } from '../rule.ts';
import { AWS_OIDC_LOGIN, withoutField } from '../samples.ts';
import { childOf, textOf } from '../yaml/node.ts';

export const registryMissing: Rule = {
  id: 'TDA201',
  severity: 'warning',
  title: 'The registry is missing',
  shows: true,
  fixable: true,
  why: 'The documentation of Baseten requires registry to be the host of the image. Truss does not check it, and the build fails.',
  caught: withoutField(AWS_OIDC_LOGIN, 'registry'),
  passed: AWS_OIDC_LOGIN,

  *check({ auth, image, reading }) {
    if (!auth || textOf(childOf(auth.map, 'registry')) !== undefined) return;
    // Truss reports a misspelt key itself.
    if (auth.map.entries.some(({ key }) => key.text !== 'registry' && nearest(key.text, ['registry'])))
      return;
    const method = auth.entry('auth_method');
    const wanted = auth.method && MADE_FOR[auth.method];
    const imageHost = image?.reference?.host;
    const fits = wanted === undefined || registryOf(imageHost ?? '')?.kind === wanted;
    const host = fits ? imageHost : undefined;
    yield {
      at: auth.entry('registry')?.key ?? auth.key,
      path: [...AUTH_PATH, 'registry'],
      message: 'docker_auth does not name the registry of the login.',
      hint: `Add "registry: ${host ?? '<host of the image>'}".`,
      fix:
        host && method
          ? addLine(reading.text, method, 'registry', host, 'Add the host of the image')
          : undefined,
    };
  },
};
