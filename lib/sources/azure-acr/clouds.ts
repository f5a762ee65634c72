import { sourceTypeFor } from '../../hosts/source-types.ts';

/** An Azure cloud, by the domain of its registries. */
interface AzureCloud {
  registries: string;
  /** Where Entra signs in: https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud */
  login: string;
  /** The audience of a token that a registry exchanges: ContainerRegistryAudience in Azure's SDKs. */
  arm: string;
  /**
   * The audience of a subject token:
   * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust
   */
  audience: string;
}

const AZURE_CLOUDS: readonly AzureCloud[] = [
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

/** The cloud of a registry. Undefined for a host outside Azure. */
export function azureCloudOf(host: string): AzureCloud | undefined {
  if (sourceTypeFor(host)?.type !== 'azure-acr') return undefined;
  return AZURE_CLOUDS.find(({ registries }) => host.endsWith(`.${registries}`));
}
