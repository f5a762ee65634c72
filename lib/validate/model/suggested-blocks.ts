import type { EcrHost } from '../../hosts/registry-host.ts';

/** A docker_auth block to paste, without stored secrets. The role is the one in Baseten's docs. */
export function awsOidcBlock({ host, account, region, partition }: EcrHost): string[] {
  return [
    '  docker_auth:',
    '    auth_method: AWS_OIDC',
    `    aws_oidc_role_arn: arn:${partition}:iam::${account}:role/baseten-ecr-access`,
    `    aws_oidc_region: ${region}`,
    `    registry: ${host}`,
  ];
}

export function gcpOidcBlock(host: string, project = '<project>'): string[] {
  return [
    '  docker_auth:',
    '    auth_method: GCP_OIDC',
    `    gcp_oidc_service_account: <name>@${project}.iam.gserviceaccount.com`,
    '    gcp_oidc_workload_id_provider: projects/<project number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>',
    `    registry: ${host}`,
  ];
}
