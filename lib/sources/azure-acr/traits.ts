import { USER } from '../../hosts/users.ts';
import type { Names } from '../../references/names.ts';
import { callsToRead, type Reference, withKeys } from '../../references/reference.ts';
import { awsAudience, callsForSubject, type Subject } from '../subject.ts';
import type { SourceFacts, SourceOptions, SourceTraits } from '../traits.ts';
import { ACR_AUDIENCE, azureCloudOf } from './clouds.ts';
import type { AzureAcrOptions } from './options.ts';

/** The proof of pullkeeper's identity for Entra. */
type AzureProof =
  | { by: 'client-secret'; secret: Reference }
  | { by: 'certificate'; secret: Reference }
  | { by: 'subject-token'; subject: Subject };

/** The token of an Azure registry is only valid for that registry. */
export interface AzureAcrSpec extends SourceFacts {
  kind: 'azure-acr';
  registry: string;
  login: string;
  tenant: string;
  clientId: string;
  scope: string;
  proof: AzureProof;
}

/** The documentation says 3 hours; 75 minutes were measured (MicrosoftDocs/azure-management-docs#29). */
const LIFE_MS = 75 * 60_000;

export function compileAzureAcr({ host, source }: SourceOptions, names: Names): AzureAcrSpec | undefined {
  const cloud = azureCloudOf(host.host);
  if (source?.type !== 'azure-acr' || cloud === undefined) return undefined;
  const { tenant, clientId, scope } = source;
  return {
    kind: 'azure-acr',
    name: `azure-acr ${host.host}`,
    endpoint: `Azure for ${host.host}`,
    function: 'refreshTokens',
    username: USER.azureToken,
    lifeMs: LIFE_MS,
    registry: host.host,
    login: cloud.login,
    tenant,
    clientId,
    scope: `${scope === 'acr' ? ACR_AUDIENCE : cloud.arm}/.default`,
    proof: proofOf(source, cloud.audience, names),
  };
}

function proofOf(
  { clientSecret, certificate, subjectToken = 'aws-web-identity' }: AzureAcrOptions,
  audience: string,
  names: Names,
): AzureProof {
  if (clientSecret !== undefined) {
    return { by: 'client-secret', secret: names.reference(clientSecret, 'clientSecret') };
  }
  return certificate === undefined
    ? { by: 'subject-token', subject: { token: subjectToken, audience } }
    : { by: 'certificate', secret: names.reference(certificate, 'certificate') };
}

export function azureAcrTraits({ registry, proof }: AzureAcrSpec): SourceTraits {
  const secret = proof.by === 'subject-token' ? undefined : proof.secret;
  const subject = proof.by === 'subject-token' ? proof.subject : undefined;
  return {
    label: () => `Azure for ${registry}`,
    title: () => `Azure Container Registry ${registry}`,
    reads: secret === undefined ? [] : withKeys(secret),
    google: undefined,
    awsAudience: awsAudience(subject),
    beginsAsRole: awsAudience(subject) !== undefined,
    awsRights: () => [],
    pullRights: () => [],
    calls: [
      ...callsForSubject(subject),
      { service: 'Microsoft Entra', times: 1 },
      { service: 'Azure Container Registry', times: 1 },
      ...(secret === undefined ? [] : callsToRead(secret)),
    ],
  };
}
