import type { RegistryHost } from '../../hosts/registry-host.ts';
import { USER } from '../../hosts/users.ts';
import { isJsonObject, parseJsonObject } from '../../json.ts';

/** Why a stored password cannot be right, judged by its form. It is never quoted. */
export interface PasswordProblem {
  /** `what is kept for … <is>` */
  is: string;
  hint: string;
}

interface Use {
  kind: RegistryHost['kind'];
  /** Absent for a secret that is published unchanged. */
  username?: string | undefined;
}

/** Returns the first problem. The more specific ones come first. */
export function passwordProblem(password: string, use: Use): PasswordProblem | undefined {
  return (
    spellingProblem(password, use) ??
    installationTokenProblem(password, use) ??
    (isGoogleKey(use) ? googleKeyProblem(password, use) : whitespaceProblem(password))
  );
}

/** People store the output of docker login, or a value that a platform's page told them to encode. */
function spellingProblem(password: string, { username }: Use): PasswordProblem | undefined {
  if (isJsonObject(parseJsonObject(password)?.auths)) {
    return { is: 'is a whole Docker config.json', hint: 'store the password alone' };
  }
  if (username === undefined) return undefined;
  const pair = `${username}:`;
  if (password.startsWith(pair)) {
    return {
      is: 'begins with the user name and a colon',
      hint: 'store the password alone: pullkeeper adds the user name',
    };
  }
  return decode(password)?.startsWith(pair)
    ? {
        is: 'is already base64 of user:password',
        hint: 'store the password alone: pullkeeper encodes it when it publishes',
      }
    : undefined;
}

/**
 * ghcr.io lets a GitHub App sign in, and then denies the pull, so that no probe without an image notices it:
 * octo-sts/app#840, akuity/kargo#2391.
 */
function installationTokenProblem(password: string, { kind }: Use): PasswordProblem | undefined {
  return kind === 'ghcr' && password.startsWith('ghs_')
    ? {
        is: 'is a token of a GitHub App or a workflow: ghcr.io accepts it for login and denies the pull, and it expires within the hour',
        hint: 'make a personal access token (classic) with the scope read:packages',
      }
    : undefined;
}

function whitespaceProblem(password: string): PasswordProblem | undefined {
  if (/\r?\n$/.test(password)) {
    return { is: 'ends with a newline', hint: 'store it again without one: printf %s "$PASSWORD", not echo' };
  }
  if (/[\r\n]/.test(password)) {
    return {
      is: 'has several lines',
      hint: 'store it again on one line; base64 -w0 does not wrap',
    };
  }
  return /^\s|\s$|\p{Cc}/u.test(password)
    ? {
        is: 'has white space at the beginning or end, or invisible characters',
        hint: 'store it again without them',
      }
    : undefined;
}

/**
 * This rule is documented today, and may change: if a registry gives the image for such a token, the registry is right.
 * https://docs.github.com/packages/working-with-a-github-packages-registry/working-with-the-container-registry
 */
export function githubTokenProblem(password: string, { kind }: Use): PasswordProblem | undefined {
  return kind === 'ghcr' && password.startsWith('github_pat_')
    ? {
        is: 'is a fine-grained token, and ghcr.io accepts only classic ones',
        hint: 'make a personal access token (classic) with the scope read:packages',
      }
    : undefined;
}

function isGoogleKey({ kind }: Use): boolean {
  return kind === 'artifact-registry';
}

export function googleKeyProblem(password: string, { username }: Use): PasswordProblem | undefined {
  return username === USER.googleKeyBase64 ? encodedKeyProblem(password) : keyProblem(password);
}

function encodedKeyProblem(password: string): PasswordProblem | undefined {
  if (parseJsonObject(password) !== undefined) {
    return {
      is: 'is the key itself, not its base64',
      hint: 'set username: _json_key, or store the base64 of the key',
    };
  }
  const key = decode(password);
  return key === undefined ? (whitespaceProblem(password) ?? NO_BASE64) : keyProblem(key);
}

const NO_BASE64: PasswordProblem = {
  is: 'is not base64',
  hint: 'store the whole key file as base64 on one line: base64 -w0 key.json',
};

/** Newlines are allowed in JSON. */
function keyProblem(text: string): PasswordProblem | undefined {
  if (isJsonObject(parseJsonObject(decode(text) ?? ''))) {
    return {
      is: 'is base64 of a key, not the key itself',
      hint: 'set username: _json_key_base64, or store the file unchanged',
    };
  }
  const key = parseJsonObject(text);
  if (key === undefined) {
    return {
      is: 'is not a service account key in JSON',
      hint: 'store the whole key file: gcloud iam service-accounts keys create',
    };
  }
  const complete = ['private_key', 'client_email'].every((field) => typeof key[field] === 'string');
  return key.type === 'service_account' && complete
    ? undefined
    : {
        is: 'is JSON, but not a service account key',
        hint: 'store the key file of a service account, not credentials of a user or of a federation',
      };
}

/** Decodes standard base64 on one line. Undefined for other texts. */
function decode(text: string): string | undefined {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)
    ? Buffer.from(text, 'base64').toString()
    : undefined;
}
