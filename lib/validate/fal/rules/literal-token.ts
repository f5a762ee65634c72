import { shownKey } from '../../../secrecy/shown-key.ts';
import { FAL_ECR, withField } from '../../samples.ts';
import { credentials, isLiteral, isShortLived } from '../credentials.ts';
import type { FalRule } from './rule.ts';

export const literalToken: FalRule = {
  id: 'FAL504',
  severity: 'error',
  title: 'A short-lived token in the source',
  why: 'ECR tokens live for 12 hours, those of Azure for three, and Google access tokens for one. At the next deploy or cold start this token has expired.',
  caught: withField(FAL_ECR, 'password', 'not-a-real-token'),
  passed: `
123456789012.dkr.ecr.us-east-1.amazonaws.com:
  username: AWS
  password: $AWS_ECR_PASSWORD
`,

  *check(registries) {
    for (const credential of credentials(registries, 'password')) {
      if (!isLiteral(credential.text) || !isShortLived(credential)) continue;
      yield {
        at: credential.node,
        path: credential.path,
        message: `The token for ${shownKey(credential.registry.host)} is written in this file, and expires within hours.`,
        hint: 'Write "$NAME" of a fal secret, and let pullkeeper keep that secret fresh.',
      };
    }
  },
};
