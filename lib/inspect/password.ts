import type { RegistryHost } from '../hosts/registry-host.ts';
import { LITERAL_USERS, USER } from '../hosts/users.ts';
import {
  githubTokenProblem,
  googleKeyProblem,
  type PasswordProblem,
} from '../sources/stored/password-problem.ts';
import { duration } from '../text/duration.ts';
import { decodedText } from './base64.ts';
import { type Defect, type DefectId, defect, warningDefect } from './defect.ts';
import { isServiceAccountKey } from './documents.ts';
import { type RecognisedToken, tokenOf } from './token.ts';

interface Use {
  host?: RegistryHost | undefined;
  /** Absent if the value is only a password. */
  user?: string;
  now: Date;
}

export function inspectPassword(password: string, use: Use): { defects: Defect[]; seen: string[] } {
  if (password === '') {
    const hint = 'the command before the pipe failed, or the variable was not set';
    return { defects: [defect('empty-password', 'has an empty password', hint)], seen: [] };
  }
  const bare = password.trim();
  const token = tokenOf(bare);
  return {
    defects: [
      ...(isServiceAccountKey(password) ? [] : stray(password)),
      ...userInside(bare, use),
      ...doubts(bare, use),
      ...misplaced(token, use),
      ...ageOf(token, use),
    ],
    seen: token === undefined ? [] : [`The password looks like ${token.is}.${lifeOf(token, use)}`],
  };
}

/** Invisible characters, which registries count as part of the password. */
function stray(password: string): Defect[] {
  const defects: Defect[] = [];
  const find = (id: DefectId, is: string, hint: string) => defects.push(defect(id, is, hint));
  if (/[\r\n]$/.test(password)) {
    find(
      'password-line-end',
      'has a newline at the end of the password',
      'use printf %s or echo -n, not echo',
    );
  }
  const inner = password.trim();
  if (/[\r\n]/.test(inner)) {
    find('password-lines', 'has a password of several lines', "join them: … | tr -d '\\r\\n'");
  }
  if (/^\s|[^\S\r\n]$/.test(password)) {
    find('password-spaces', 'has white space around the password', 'write user:password without white space');
  }
  if (/[^\P{Cc}\r\n\t]/u.test(password)) {
    find('control-characters', 'has invisible characters in the password', 'copy it again, as plain text');
  }
  if (/^(["'`]).*\1$/s.test(inner)) {
    defects.push(
      warningDefect(
        'password-quotes',
        'has a password in quotes',
        'remove the quotes: only a shell does that by itself',
      ),
    );
  }
  return defects;
}

function userInside(password: string, { user }: Use): Defect[] {
  const users = user === undefined ? LITERAL_USERS : [user];
  const decoded = decodedText(password) ?? '';
  const hint = 'write the password alone: the user is already there';
  if (users.some((each) => each !== '' && password.startsWith(`${each}:`))) {
    return [defect('user-in-password', 'has the user and the colon a second time in the password', hint)];
  }
  return users.some((each) => each !== '' && decoded.startsWith(`${each}:`))
    ? [defect('user-in-password', 'has base64 of user:password instead of the password', hint)]
    : [];
}

function doubts(password: string, { host, user }: Use): Defect[] {
  const keyUser = user === USER.googleKey || user === USER.googleKeyBase64;
  const aboutKey = keyUser
    ? googleKeyProblem(password, { kind: 'artifact-registry', username: user })
    : undefined;
  const aboutToken = host && githubTokenProblem(password, { kind: host.kind, username: user });
  return [...fromProblem('google-key', aboutKey), ...fromProblem('github-token', aboutToken)];
}

function fromProblem(id: DefectId, doubt: PasswordProblem | undefined): Defect[] {
  return doubt === undefined ? [] : [defect(id, `has a password that ${doubt.is}`, doubt.hint)];
}

function misplaced(token: RecognisedToken | undefined, { host, user }: Use): Defect[] {
  if (token === undefined) return [];
  if (token.kinds?.length === 0 || (host && token.kinds?.includes(host.kind) === false)) {
    const where = host === undefined ? 'no registry' : `not ${host.host}`;
    const hint = 'check whether it belongs to another registry';
    return [warningDefect('token-of-other', `has ${token.is}, and ${where} accepts that`, hint)];
  }
  return user === undefined || token.user === undefined || user === token.user || user === ''
    ? []
    : [
        warningDefect(
          'user-of-token',
          `has ${token.is} under another user than ${token.user}`,
          `write ${token.user}`,
        ),
      ];
}

function ageOf(token: RecognisedToken | undefined, { now }: Use): Defect[] {
  if (token?.expiresAt !== undefined && token.expiresAt <= now) {
    const is = `has a token that expired ${duration(now.getTime() - token.expiresAt.getTime())} ago, by its own payload`;
    return [defect('expired', is, 'mint a fresh token, or let pullkeeper do it')];
  }
  return [];
}

function lifeOf({ expiresAt, dies }: RecognisedToken, { now }: Use): string {
  if (expiresAt !== undefined && expiresAt > now) {
    return ` It lives for ${duration(expiresAt.getTime() - now.getTime())}, by its own payload.`;
  }
  return expiresAt === undefined && dies !== undefined ? ` Such a token expires ${dies}.` : '';
}
