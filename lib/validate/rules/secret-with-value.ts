import { shownKey } from '../../secrecy/shown-key.ts';
import { secretKind } from '../model/credential.ts';
import { writtenSecrets } from '../model/written-secrets.ts';
import type { Rule } from '../rule.ts';
import { GHCR_SECRET, withField } from '../samples.ts';

export const secretWithValue: Rule = {
  id: 'TDA502',
  severity: 'error',
  title: 'A secret with its value in the file',
  why: 'config.yaml is committed, and uploaded with every push. Everybody who can read the file has the credential, and Baseten does not use this value.',
  caught: withField(GHCR_SECRET, 'DOCKER_REGISTRY_ghcr.io', 'bm90LWEtdXNlcjpub3QtYS1wYXNzd29yZA=='),
  passed: GHCR_SECRET,

  *check({ root }) {
    for (const { key, value } of writtenSecrets(root)) {
      const kind = secretKind(value.text);
      if (kind === undefined) continue;
      yield {
        at: value,
        path: ['secrets', key.text],
        message: `The secret ${shownKey(key.text)} holds ${kind}.`,
        hint: 'Rotate this credential now: treat it as leaked. Set the new one in Baseten, and write null here.',
      };
    }
  },
};
