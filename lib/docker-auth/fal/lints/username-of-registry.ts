import type { RegistryHost } from '../../../hosts/registry-host.ts';
import { rewrite } from '../../fixes.ts';
import { registryOf } from '../../registry.ts';
import { credentials } from '../credentials.ts';
import type { FalRule } from './rule.ts';

const USERS: Partial<Record<RegistryHost['kind'], { known: RegExp; hint: string; only?: string }>> = {
  ecr: { known: /^AWS$/, hint: 'Write AWS: the password says who you are.', only: 'AWS' },
  'ecr-public': { known: /^AWS$/, hint: 'Write AWS: the password says who you are.', only: 'AWS' },
  'artifact-registry': {
    known: /^(?:_json_key_base64|_json_key|oauth2accesstoken)$/,
    hint: 'Write _json_key_base64 for a key in base64, _json_key for one in JSON, oauth2accesstoken for an access token.',
  },
  ngc: { known: /^\$oauthtoken$/, hint: 'Write $oauthtoken, as it is, and the API key as the password.' },
  'docker-hub': { known: /^[^@]+$/, hint: 'Write the Docker ID, not the e-mail address.' },
};

export const usernameOfRegistry: FalRule = {
  id: 'FAL301',
  severity: 'warning',
  title: 'A username that the registry does not know',
  why: "ECR's only user is AWS, Artifact Registry's are the three that say what the password is, and Docker Hub wants the name, not the e-mail address.",
  caught: `
123456789012.dkr.ecr.us-east-1.amazonaws.com:
  username: acme-bot
  password: $AWS_ECR_PASSWORD
`,
  passed: `
123456789012.dkr.ecr.us-east-1.amazonaws.com:
  username: AWS
  password: $AWS_ECR_PASSWORD
`,
  fixable: true,
  *check(registries, text) {
    for (const { registry, node, text: username, path } of credentials(registries, 'username')) {
      const kind = registryOf(registry.host)?.kind;
      const users = kind && USERS[kind];
      if (!users || username.startsWith('$$') || users.known.test(username)) continue;
      yield {
        at: node,
        path,
        message: `${registry.host} does not know this user.`,
        hint: users.hint,
        fix: users.only === undefined ? undefined : rewrite(text, node, users.only, `Write ${users.only}`),
      };
    }
  },
};
