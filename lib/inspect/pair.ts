import type { RegistryHost } from '../hosts/registry-host.ts';
import { LITERAL_USERS, USERS } from '../hosts/users.ts';
import { parseJsonObject } from '../json.ts';
import { type Defect, defect } from './defect.ts';
import { inspectPassword } from './password.ts';

/** Facts besides the value itself. */
export interface Context {
  host?: RegistryHost | undefined;
  now: Date;
}

/** The problems of a value, and other observations. */
export interface PairReading {
  defects: Defect[];
  /** Sentences about the value. */
  seen: string[];
  user?: string;
}

/** `user:password`, split at the first colon, as every reader does. */
export function readPair(pair: string, context: Context): PairReading {
  const at = pair.indexOf(':');
  const [user, password] = [pair.slice(0, at), pair.slice(at + 1)];
  const inside = inspectPassword(password, { ...context, user });
  return {
    user,
    defects: [...inspectUser(user, context), ...inside.defects],
    seen: [`The user is ${nameOf(user)}.`, ...inside.seen],
  };
}

function inspectUser(user: string, { host }: Context): Defect[] {
  if (user === '') {
    const hint = 'a shell replaces $oauthtoken in double quotes: use single quotes';
    return [defect('empty-user', 'has no user before the colon', hint)];
  }
  if (/[\s\p{C}]/u.test(user)) {
    return [defect('user', 'has a user with white space or invisible characters', 'write the user alone')];
  }
  const users = host && USERS[host.kind];
  return users === undefined || users.known.test(user)
    ? []
    : [defect('user-of-host', `has a user that ${host?.host} does not accept`, users.hint)];
}

/** A private user name may be a password in the wrong place, so only common names are printed. */
function nameOf(user: string): string {
  if (LITERAL_USERS.includes(user)) return user;
  return user.length === 1 ? 'one character long' : `${user.length} characters long`;
}

/** Reads `{"username":"…","<member>":"…"}`, which AWS reads from Secrets Manager. */
export function readJsonPair(member: string): (text: string, context: Context) => PairReading {
  return (text, context) => {
    const object = parseJsonObject(text);
    const { username, [member]: password } = object ?? {};
    if (typeof username === 'string' && typeof password === 'string')
      return readPair(`${username}:${password}`, context);
    const is = object === undefined ? 'is not a JSON object' : `has no texts "username" and "${member}"`;
    return { defects: [defect('no-json-pair', is, `store {"username":"…","${member}":"…"}`)], seen: [] };
  };
}
