import type { Config } from '../config/config.ts';

/** How an EventBridge rule names a secret: callers write its name or its ARN, and the event has what they wrote. */
export type SecretPattern = string | { wildcard: string };

/** EventBridge refuses a pattern without a value; no secret can have this name. */
const NOTHING: SecretPattern = '*';

/** The secrets in AWS whose change makes a stored credential another. */
export function watchedSecrets({ registries }: Config): SecretPattern[] {
  const ids = registries.flatMap(({ credentials }) =>
    credentials?.password.from === 'aws-secrets-manager' ? credentials.password.id : [],
  );
  const patterns = [...new Set(ids)].flatMap(patternsOf);
  return patterns.length > 0 ? patterns : [NOTHING];
}

/** An ARN ends with a hyphen and six characters, which a reference by name does not know. */
function patternsOf(id: string): SecretPattern[] {
  if (!id.startsWith('arn:')) return [id, { wildcard: `arn:*:secret:${id}-*` }];
  const name = id
    .split(':')
    .slice(6)
    .join(':')
    .replace(/-[^-]{6}$/, '');
  return [name, id];
}
