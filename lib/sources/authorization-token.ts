import { NOT_FROM_AWS } from '../aws/failure.ts';
import { Failure } from '../failure.ts';
import { USER } from '../hosts/users.ts';
import { type SafeText, toSafeText } from '../secrecy/safe-text.ts';
import { Secret } from '../secrecy/secret.ts';
import type { Credential } from './source.ts';

/** The token as the SDK returns it. Its type is not checked yet. */
interface AuthorizationData {
  authorizationToken?: unknown;
  expiresAt?: Date | undefined;
}

/** The answer of ECR and ECR Public: base64 of `AWS:<password>`, and its expiry. */
export function readAuthorization(
  data: AuthorizationData | undefined,
  mintedAt: Date,
  from: string,
): Credential {
  const { authorizationToken, expiresAt } = data ?? {};
  const token = typeof authorizationToken === 'string' ? authorizationToken : '';
  const [username, password] = splitAtColon(Buffer.from(token, 'base64').toString());
  if (
    username !== USER.ecr ||
    password === '' ||
    expiresAt === undefined ||
    Number.isNaN(expiresAt.getTime())
  ) {
    throw new Failure('invalid', `${from} answered without a usable token`, {
      hint: NOT_FROM_AWS,
      cause: missing({
        token,
        'user AWS': username === USER.ecr,
        password,
        expiry: expiresAt,
      }),
    });
  }
  return { username, password: new Secret(password), mintedAt, expiresAt };
}

/** A password may contain colons; a user name may not. */
function splitAtColon(text: string): [string, string] {
  const at = text.indexOf(':');
  return at < 0 ? ['', ''] : [text.slice(0, at), text.slice(at + 1)];
}

function missing(parts: Record<string, unknown>): SafeText {
  const absent = Object.entries(parts).flatMap(([name, value]) => (value ? [] : [name]));
  return toSafeText(`no ${absent.join(', no ') || 'valid expiry'} in the answer`);
}
