import { type Principal, readArn } from './principals.ts';

/** A role that can be assumed. */
export interface Role {
  arn: string;
  /** Required from every principal that assumes it. */
  externalId?: string;
  /** Who may assume it: ARNs of roles, users or sessions, or account ids. Default: the function's own role. */
  trusts?: string[];
  /** The IAM actions it has, with `*` where IAM takes it. Default: what pulling needs, and no more. */
  allow?: string[];
  /** The longest session it grants, in seconds. Default: 3600, as in IAM. */
  longestSession?: number;
}

/** What a role needs to mint tokens and to pull with them: the least that works. */
export const PULL_ACTIONS: readonly string[] = [
  'ecr:GetAuthorizationToken',
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
];

export class Roles {
  readonly #roles: Map<string, Role>;

  constructor(roles: readonly Role[], trustedByDefault: string) {
    for (const { arn } of roles) {
      if (readArn(arn).type !== 'role') throw new Error(`"${arn}" is not the ARN of a role`);
    }
    this.#roles = new Map(roles.map((role) => [role.arn, { trusts: [trustedByDefault], ...role }]));
  }

  /** Returns the role, if it exists and trusts this principal. STS has the same error for both cases. */
  openTo(principal: Principal, arn: string, externalId: string | undefined): Role | undefined {
    const role = this.#roles.get(arn);
    if (role === undefined || readArn(arn).partition !== principal.partition) return undefined;
    const trusted = role.trusts?.some((entry) => principal.isNamedBy(entry)) ?? false;
    const proven = role.externalId === undefined || role.externalId === externalId;
    return trusted && proven ? role : undefined;
  }
}
