import type { Format } from '../config/config.ts';
import { keyFor } from '../hosts/key.ts';
import type { RegistryHost } from '../hosts/registry-host.ts';
import { LITERAL_USERS, USER } from '../hosts/users.ts';

/** Returns the command that prints a valid value of this format, for bash and zsh. */
export function remedyFor(format: Format, host: RegistryHost | undefined, seen: string | undefined): string {
  const user = userFor(host, seen);
  const password = passwordFor(host, user);
  const pair = `printf '%s:%s' '${user}' "${password}"`;
  const encoded = `${pair} | base64 | tr -d '\\n'`;
  switch (format) {
    case 'docker-auth':
      return prompted(encoded);
    case 'user-password':
      return prompted(pair);
    case 'password':
    case 'raw':
      return prompted(`printf %s "${password}"`);
    case 'username-password-json':
      return prompted(jsonPair(user, 'password', password));
    case 'username-access-token-json':
      return prompted(jsonPair(user, 'accessToken', password));
    case 'docker-config-json': {
      const key = host === undefined ? 'HOST' : keyFor(host);
      return prompted(`printf '{"auths":{"%s":{"auth":"%s"}}}' '${key}' "$(${encoded})"`);
    }
  }
}

function jsonPair(user: string, member: string, password: string): string {
  return `printf '{"username":"%s","${member}":"%s"}' '${user}' "${password}"`;
}

function userFor(host: RegistryHost | undefined, seen: string | undefined): string {
  switch (host?.kind) {
    case 'ecr':
    case 'ecr-public':
      return USER.ecr;
    case 'ngc':
      return USER.ngc;
    case 'artifact-registry':
      return seen?.startsWith(USER.googleKey) && LITERAL_USERS.includes(seen) ? seen : USER.googleToken;
    default:
      return seen !== undefined && LITERAL_USERS.includes(seen) ? seen : 'USER';
  }
}

function passwordFor(host: RegistryHost | undefined, user: string): string {
  switch (user) {
    case USER.ecr:
      return host?.kind === 'ecr-public'
        ? '$(aws ecr-public get-login-password --region us-east-1)'
        : `$(aws ecr get-login-password --region ${host?.kind === 'ecr' ? host.region : 'REGION'})`;
    case USER.googleToken:
      return '$(gcloud auth print-access-token)';
    case USER.googleKey:
      return '$(cat key.json)';
    case USER.googleKeyBase64:
      return "$(base64 < key.json | tr -d '\\n')";
    default:
      return PROMPTED;
  }
}

const PROMPTED = '$PASSWORD';

/** Reads the password without a trace in the shell's history. */
function prompted(command: string): string {
  return command.includes(PROMPTED) ? `read -rs PASSWORD; ${command}` : command;
}
