import { shownKey } from '../../secrecy/shown-key.ts';
import { AUTH_PATH } from '../model/config-file.ts';
import { credentialInName, credentialKind } from '../model/credential.ts';
import type { Rule } from '../rule.ts';
import { REGISTRY_SECRET_LOGIN, withField } from '../samples.ts';

export const credentialInBlock: Rule = {
  id: 'TDA504',
  severity: 'error',
  title: 'A credential instead of the name of a secret',
  why: 'The fields of docker_auth take the names of secrets. A credential written here is committed and uploaded with every push.',
  caught: withField(REGISTRY_SECRET_LOGIN, 'secret_name', 'AWS:not-a-real-password'),
  passed: REGISTRY_SECRET_LOGIN,

  *check({ auth }) {
    for (const { key, value } of auth?.map.entries ?? []) {
      if (key.text === 'auth_method' && auth?.method) continue;
      if (value.kind !== 'scalar') continue;
      const kindOf = key.text.endsWith('secret_name') ? credentialInName : credentialKind;
      const kind = kindOf(value.text.trim());
      if (kind === undefined) continue;
      yield {
        at: value,
        path: [...AUTH_PATH, key.text],
        message: `${shownKey(key.text)} holds ${kind}.`,
        hint: 'Rotate this credential now: treat it as leaked. Store the new one as a secret in Baseten, and write its name here.',
      };
    }
  },
};
