import type { AuthBlock, WrittenField } from './config-file.ts';

/** The role that the method uses. */
export function awsRoles(auth: AuthBlock | undefined): WrittenField[] {
  return used(auth, 'AWS_OIDC', 'aws_oidc_role_arn').concat(
    used(auth, 'AWS_ASSUME_ROLE', 'aws_assume_role_arn'),
  );
}

/** The region that the method uses. */
export function awsRegions(auth: AuthBlock | undefined): WrittenField[] {
  return used(auth, 'AWS_OIDC', 'aws_oidc_region').concat(
    used(auth, 'AWS_ASSUME_ROLE', 'aws_assume_role_region'),
  );
}

function used(
  auth: AuthBlock | undefined,
  method: 'AWS_OIDC' | 'AWS_ASSUME_ROLE',
  name: 'aws_oidc_role_arn' | 'aws_oidc_region' | 'aws_assume_role_arn' | 'aws_assume_role_region',
): WrittenField[] {
  const field = auth?.method === method ? auth.field(name) : undefined;
  return field ? [field] : [];
}
