import {
  type BackendTarget,
  type BackendType,
  compileOwn,
  type OwnOptions,
} from '../../lib/backends/catalogue.ts';
import type { GoogleIdentity } from '../../lib/google/identity.ts';
import type { Names } from '../../lib/references/names.ts';

/** The options of a backend, compiled as from a registries.yml whose only Google identity is this one. */
export function targetOf<Type extends BackendType>(
  options: OwnOptions<Type>,
  identity?: GoogleIdentity,
): BackendTarget<Type> {
  return compileOwn(options, namesWith(identity));
}

export function namesWith(identity?: GoogleIdentity): Names {
  const google = () => {
    if (identity === undefined) throw new Error('there is no Google identity here');
    return identity;
  };
  return {
    role: () => undefined,
    google,
    reference(reference) {
      if (reference.from === 'google-secret-manager') throw new Error('this test reads nothing in Google');
      return reference;
    },
  };
}
