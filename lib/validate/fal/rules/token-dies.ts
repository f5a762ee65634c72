import { shownKey } from '../../../secrecy/shown-key.ts';
import { credentials, isLiteral, isShortLived } from '../credentials.ts';
import type { FalRule } from './rule.ts';

export const tokenDies: FalRule = {
  id: 'FAL601',
  severity: 'info',
  title: 'A token that must be refreshed',
  why: 'The secret behind this reference holds a token of 12 hours (ECR), three hours (Azure) or one hour (Google), and nothing in fal renews it.',
  caught: `
123456789012.dkr.ecr.us-east-1.amazonaws.com:
  username: AWS
  password: $AWS_ECR_PASSWORD
`,
  passed: `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
`,

  *check(registries) {
    for (const credential of credentials(registries, 'password')) {
      if (isLiteral(credential.text) || !isShortLived(credential)) continue;
      yield {
        at: credential.node,
        path: credential.path,
        message: `The token for ${shownKey(credential.registry.host)} expires within hours of being stored.`,
        hint: 'Keep the secret fresh: in registries.yml, publish to a fal backend with "format: password".',
      };
    }
  },
};
