import { readYaml } from '../../lib/validate/yaml/yaml.ts';
import type { LinkTexts } from '../share/share-button.tsx';
import { withoutCredentials } from '../share/without-credentials.ts';
import { LARGEST } from './judge-plan.ts';

/** Returns the registries.yml for a link, without credentials. */
export function shareable(text: string): LinkTexts {
  if (text.length > LARGEST) return { problem: 'This file is too large for a link.' };
  const shared = withoutCredentials(text, (each) => readYaml(each));
  return 'problem' in shared ? shared : { texts: { registries: shared.text }, hidden: shared.hidden };
}
