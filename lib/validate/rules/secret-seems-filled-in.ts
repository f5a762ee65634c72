import { shownKey } from '../../secrecy/shown-key.ts';
import { looksFilledIn, secretKind } from '../model/credential.ts';
import { writtenSecrets } from '../model/written-secrets.ts';
import type { Rule } from '../rule.ts';

export const secretSeemsFilledIn: Rule = {
  id: 'TDA510',
  severity: 'warning',
  title: 'A secret that may have its value in the file',
  why: 'Baseten does not use the value in the file. If it is a real password, everybody who can read the file knows it.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  database_password: correct-horse-7
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  database_password: null
`,

  *check({ root }) {
    for (const { key, value } of writtenSecrets(root)) {
      if (secretKind(value.text) !== undefined || !looksFilledIn(key.text, value.text)) continue;
      yield {
        at: value,
        path: ['secrets', key.text],
        message: `The secret ${shownKey(key.text)} seems to have its value in this file.`,
        hint: 'If the value is real, rotate it. Set the new one in Baseten, and write null here.',
      };
    }
  },
};
