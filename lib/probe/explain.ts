import { Failure, type FailureKind } from '../failure.ts';
import type { EcrHost, RegistryHost } from '../hosts/registry-host.ts';
import { USER } from '../hosts/users.ts';
import type { SafeText } from '../secrecy/safe-text.ts';
import type { Question } from './question.ts';
import type { Good, ProbeResult, ProbeVerdict } from './verdict.ts';

/** Details of a verdict. */
export interface VerdictDetails {
  /** The answer of the registry, safe to show. */
  cause?: SafeText | undefined;
  permission?: SafeText | undefined;
  throttled?: boolean;
  /** The address of the token service. */
  realm?: SafeText | undefined;
}

/** Makes the failure of a verdict: what it means, and what to do. */
export function explainProbe(verdict: Bad, question: Question, details: VerdictDetails): ProbeResult {
  const [kind, message, hint] = MEANINGS[verdict](question, details);
  const { cause } = details;
  const failure = new Failure(kind, message, { hint, ...(cause !== undefined && { cause }) });
  return isUnknown(verdict) ? { verdict, refused: false, failure } : { verdict, refused: true, failure };
}

type Bad = Exclude<ProbeVerdict, Good>;
type Meaning = [kind: FailureKind, message: string, hint: string];

const ASK_LATER = 'the next run retries';
const RENEW = 'make a new one at the registry, and store it in the secret that registries.yml names';

const MEANINGS: Record<Bad, (question: Question, details: VerdictDetails) => Meaning> = {
  expired: ({ host: { host }, credential }) => [
    'expired',
    `${host} says that the credential has expired`,
    isMinted(credential)
      ? 'it was minted in this run: check the clock of this machine'
      : `${RENEW}; correct expires in registries.yml`,
  ],

  'wrong-region': ({ host }) => [
    'invalid',
    `${host.host} calls the token expired, although it was minted in this run: ECR answers this for a token of another region`,
    `the token must come from ${host.kind === 'ecr' ? host.region : 'the region in the host'}: check what is answering instead of ECR there (AWS_ENDPOINT_URL, a VPC endpoint), and the clock`,
  ],

  'not-accepted': ({ host, credential }) => [
    'denied',
    `${host.host} does not accept the credential${isMinted(credential) ? '' : ` of "${credential.username}"`}`,
    isMinted(credential)
      ? 'it was minted in this run: check what is answering instead of the registry (a proxy, a private endpoint) and that the identity still exists'
      : `it was changed, revoked or mistyped, or it has no rights here: ${RENEW}`,
  ],

  'no-pull-right': (question, { permission, cause }) => [
    'denied',
    `the credential signs in to ${question.host.host}, but has no right to pull ${question.image ?? 'from it'}${permission === undefined ? '' : `: it lacks ${permission}`}`,
    question.host.kind === 'ecr' ? grantOnEcr(question, question.host, cause) : RIGHTS[question.host.kind],
  ],

  'no-such-image': ({ host, image }) => [
    'invalid',
    `${host.host} has no ${image}, or none that this credential may see`,
    'correct image in registries.yml, or push the tag: a missing image proves nothing about the credential',
  ],

  unreachable: ({ host: { host } }, { throttled }) =>
    throttled
      ? ['throttled', `${host} throttled the probe, so the credential was not tried`, ASK_LATER]
      : [
          'unavailable',
          `${host} could not be reached, so the credential was not tried`,
          `${ASK_LATER}; if this continues, check the network path (NAT, DNS, firewall), or set probe: off for this registry`,
        ],

  'not-a-registry': ({ host: { host } }) => [
    'invalid',
    `${host} does not answer like a registry`,
    'check the host, and the network in front of it (a proxy, an access portal); probe: off publishes without asking',
  ],

  'untrusted-token-service': ({ host: { host } }, { realm }) => [
    'invalid',
    `${host} names the token service ${realm}, which pullkeeper does not know as its own: the credential was not sent there`,
    `if you trust it, add to this registry in registries.yml: tokenService: ${realm?.replace('https://', '')}`,
  ],
};

/** ECR names the caller: `User: arn:aws:sts::111122223333:assumed-role/pullkeeper-prod-ecr-us-east-1/… is not authorized`. */
function grantOnEcr({ image, identity }: Question, { account, host }: EcrHost, cause = ''): string {
  const [, caller = '<account of the functions>', name] =
    /User: arn:[\w-]+:sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\//.exec(cause) ?? [];
  const who = name === undefined ? 'the role that mints' : `the role ${name}`;
  const where =
    image === undefined ? `the repositories of ${host}` : `the repository ${image.split(/[:@]/)[0]}`;
  const functions = identity === undefined ? caller : '<account of the functions>';
  return `give ${who} the rights ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:BatchCheckLayerAvailability on ${where} in account ${account}. A repository in another account needs them in its own policy too. These commands grant both: npx pullkeeper setup aws --account ${functions}`;
}

const RIGHTS: Record<Exclude<RegistryHost['kind'], 'ecr'>, string> = {
  'ecr-public': 'check that the repository is public',
  'artifact-registry':
    'grant roles/artifactregistry.reader on the repository to the identity that mints; if it has the role, set scope: cloud-platform.read-only, or cloud-platform, for the identity (or the image does not exist)',
  'docker-hub':
    'give the user and the access token the right to read this repository (or the image does not exist)',
  ghcr: 'use a personal access token (classic) with read:packages, of a user who may read the package',
  ngc: 'use an API key of an organization and team with the right to pull this image',
  other: 'give the user the right to pull from this repository (or the image does not exist)',
};

function isUnknown(verdict: Bad) {
  return verdict === 'unreachable' || verdict === 'not-a-registry' || verdict === 'untrusted-token-service';
}

/** These user names belong to minted tokens, never to stored passwords. */
function isMinted({ username }: Question['credential']): boolean {
  return username === USER.ecr || username === USER.googleToken;
}
