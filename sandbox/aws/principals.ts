import { randomBytes } from 'node:crypto';
import { allowing, type Context, type Policy, parsePolicy, permits } from './policy.ts';

export interface Principal {
  readonly arn: string;
  readonly userId: string;
  readonly account: string;
  readonly partition: string;
  /** The role of this session. A session that assumes another role is chained, and chained sessions are short. */
  readonly role: string | undefined;
  may(action: string, resource: string, context?: Context): boolean;
  /** Is it meant by this entry of a trust or repository policy: its session, its role, its account? */
  isNamedBy(entry: string): boolean;
}

/** The credentials with which a client signs as a principal. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface AccessKey {
  readonly credentials: AwsCredentials;
  readonly principal: Principal;
  readonly expiresAt: Date | undefined;
}

export interface NewPrincipal {
  /** A user's ARN gets a long-term key; a role's ARN gets a session of that role that does not expire. */
  arn: string;
  /** IAM actions on everything, with `*` where IAM takes it; or a whole policy document, as JSON. */
  allow: string[] | string;
}

/** Who may sign requests, by access key. */
export class Principals {
  #keys = new Map<string, AccessKey>();

  add({ arn, allow }: NewPrincipal): AccessKey {
    const policy = typeof allow === 'string' ? parsePolicy(allow) : allowing(allow);
    if (readArn(arn).type === 'role') return this.openSession(arn, 'sandbox', [policy]);
    const key = {
      credentials: { accessKeyId: fakeId('AKIA'), secretAccessKey: fake('secret-key') },
      principal: principalOf(arn, fakeId('AIDA'), [policy]),
      expiresAt: undefined,
    };
    return this.#keep(key);
  }

  /**
   * Temporary credentials, which may do what every one of the policies allows. Without an expiry they stay good, as a
   * function's own seem to: Lambda renews them.
   */
  openSession(role: string, sessionName: string, policies: readonly Policy[], expiresAt?: Date): AccessKey {
    const { partition, account, name } = readArn(role);
    const arn = `arn:${partition}:sts::${account}:assumed-role/${name}/${sessionName}`;
    return this.#keep({
      credentials: {
        accessKeyId: fakeId('ASIA'),
        secretAccessKey: fake('secret-key'),
        sessionToken: fake('session-token'),
      },
      principal: principalOf(arn, `${fakeId('AROA')}:${sessionName}`, policies, role),
      expiresAt,
    });
  }

  find(accessKeyId: string): AccessKey | undefined {
    return this.#keys.get(accessKeyId);
  }

  /** The principal with this ARN, or a session of the role with this ARN. */
  holding(arn: string): Principal | undefined {
    const all = [...this.#keys.values()].map(({ principal }) => principal);
    return all.find((principal) => principal.arn === arn || principal.role === arn);
  }

  #keep(key: AccessKey): AccessKey {
    this.#keys.set(key.credentials.accessKeyId, key);
    return key;
  }
}

export function readArn(arn: string) {
  const [, partition, account, type, path] =
    /^arn:([\w-]+):iam::(\d{12}):(role|user)\/([\w+=,.@/-]+)$/.exec(arn) ?? [];
  if (partition === undefined || account === undefined || path === undefined) {
    throw new Error(`"${arn}" is not the ARN of a user or a role`);
  }
  // A role's path is left out of the ARN of its sessions.
  return { partition, account, type, name: path.slice(path.lastIndexOf('/') + 1) };
}

function principalOf(arn: string, userId: string, policies: readonly Policy[], role?: string): Principal {
  const [, partition = '', , , account = ''] = arn.split(':');
  const names = [arn, role, account, `arn:${partition}:iam::${account}:root`];
  return {
    arn,
    userId,
    account,
    partition,
    role,
    may: (action, resource, context) =>
      policies.every((policy) => permits(policy, action, resource, context)),
    isNamedBy: (entry) => names.includes(entry),
  };
}

/** The underscores keep it from looking real to a secret scanner, which wants sixteen capitals and digits in a row. */
function fakeId(prefix: string): string {
  return `${prefix}_SANDBOX_${randomBytes(6).toString('hex').toUpperCase()}`;
}

function fake(what: string): string {
  return `sandbox-${what}-${randomBytes(24).toString('hex')}`;
}
