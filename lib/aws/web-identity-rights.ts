import { allow, type Statement } from './statement.ts';

/**
 * Lets a role get web identity tokens for one audience only. Every call has an audience, so ForAllValues leaves no gap.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_policies.html
 */
export function allowWebIdentity(audience: string): Statement {
  return allow(['sts:GetWebIdentityToken'], ['*'], {
    'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': audience },
  });
}
