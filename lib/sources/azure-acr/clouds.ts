/** A cloud of Azure's, by the domain of its registries. */
export interface AzureCloud {
  registries: string;
  /** Where Entra signs in: https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud */
  login: string;
  /** For whom a token must be so that a registry exchanges it: the clients of Azure's SDKs, ContainerRegistryAudience. */
  arm: string;
  /** What a subject token must be for: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust */
  audience: string;
}

export const AZURE_CLOUDS: readonly AzureCloud[] = [
  {
    registries: 'azurecr.io',
    login: 'login.microsoftonline.com',
    arm: 'https://management.azure.com',
    audience: 'api://AzureADTokenExchange',
  },
  {
    registries: 'azurecr.us',
    login: 'login.microsoftonline.us',
    arm: 'https://management.usgovcloudapi.net',
    audience: 'api://AzureADTokenExchangeUSGov',
  },
  {
    registries: 'azurecr.cn',
    login: 'login.partner.microsoftonline.cn',
    arm: 'https://management.chinacloudapi.cn',
    audience: 'api://AzureADTokenExchangeChina',
  },
];

/** The same in every cloud, and accepted also by registries that reject tokens for ARM. */
export const ACR_AUDIENCE = 'https://containerregistry.azure.net';

/** The cloud of a registry; undefined for a host that is not one of Azure's. */
export function azureCloudOf(host: string): AzureCloud | undefined {
  return AZURE_CLOUDS.find(({ registries }) => /^[a-z0-9-]+\./.test(host) && host.endsWith(`.${registries}`));
}
