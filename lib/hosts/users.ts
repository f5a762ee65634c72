import type { RegistryHost } from './registry-host.ts';

/** User names with a fixed meaning. The password identifies the user. */
export const USER = {
  /** A token of ECR or ECR Public. */
  ecr: 'AWS',
  /** An access token of Google: https://cloud.google.com/artifact-registry/docs/docker/authentication#token */
  googleToken: 'oauth2accesstoken',
  /** The key of a Google service account, as it is and in base64. */
  googleKey: '_json_key',
  googleKeyBase64: '_json_key_base64',
  /** https://learn.microsoft.com/azure/container-registry/container-registry-authentication */
  azureToken: '00000000-0000-0000-0000-000000000000',
  /** An API key of NGC. */
  ngc: '$oauthtoken',
} as const;

/** The rules for user names of a kind of registry. */
interface Users {
  known: RegExp;
  /** An instruction: what to write. */
  hint: string;
  /** The only allowed user name, if there is only one. */
  only?: string;
}

/** https://cloud.google.com/artifact-registry/docs/docker/authentication; https://docs.nvidia.com/ngc (registry access) */
export const USERS: Readonly<Partial<Record<RegistryHost['kind'], Users>>> = {
  ecr: { known: /^AWS$/, hint: 'Write AWS: the password identifies you.', only: USER.ecr },
  'ecr-public': { known: /^AWS$/, hint: 'Write AWS: the password identifies you.', only: USER.ecr },
  'artifact-registry': {
    known: /^(?:_json_key_base64|_json_key|oauth2accesstoken)$/,
    hint: 'Write _json_key_base64 for a key in base64, _json_key for one in JSON, oauth2accesstoken for an access token.',
  },
  ngc: { known: /^\$oauthtoken$/, hint: 'Write $oauthtoken, as it is, and the API key as the password.' },
  'docker-hub': { known: /^[^@]+$/, hint: 'Write the Docker ID, not the e-mail address.' },
};

/** User names that are the same for everyone, so they may be shown. */
export const LITERAL_USERS: readonly string[] = Object.values(USER);
