import { refreshArtifactRegistry } from '../../functions/refresh-artifact-registry.ts';
import { refreshEcr } from '../../functions/refresh-ecr.ts';
import { refreshStored } from '../../functions/refresh-stored.ts';
import type { Outcome } from '../../lib/refresh/report.ts';
import type { Scene } from './scene.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const PUBLIC = 'public.ecr.aws';
const GOOGLE = 'us-docker.pkg.dev';
const IMAGE = 'acme/models/llama:prod';

const BACKENDS = `
  aws: { type: aws-secrets-manager, region: us-east-1 }
  baseten: { type: baseten, apiKey: { from: aws-secrets-manager, id: baseten }, team: research }
  fal: { type: fal, key: { from: env, id: FAL_KEY }, format: docker-auth }
  google: { type: google-secret-manager, project: acme-models, identity: keyed }`;
const KEYED =
  'keyed: { type: google-service-account-key, key: { from: aws-secrets-manager, id: google-key } }';
const GAR = `gar:
    type: google-workload-identity
    provider: projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda
    serviceAccount: puller@acme-models.iam.gserviceaccount.com`;

const none = () => false;
const all = () => true;
const at = (host: string) => (outcome: Outcome) => outcome.host === host;
const into = (backend: string) => (outcome: Outcome) => outcome.backend === backend;

/** Whom it hurts when a place cannot be written, or the key to it cannot be had. */
const WRITING: Scene['reach'] = {
  baseten: into('baseten'),
  fal: into('fal'),
  'google-secretmanager': into('google'),
  'google-oauth': into('google'),
  // Keys are read there too.
  secretsmanager: ({ backend }, operation) =>
    operation === 'GetSecretValue' ? backend === 'baseten' || backend === 'google' : backend === 'aws',
  registry: none,
  dynamodb: none,
};

export const SCENES: Scene[] = [
  {
    title: 'refreshEcr',
    refresh: refreshEcr,
    cadenceMs: 3 * HOUR,
    yaml: `
backends:${BACKENDS}
identities:
  puller: { type: aws-role, roleArn: 'arn:aws:iam::111122223333:role/pull-only' }
  ${KEYED}
registries:
  - { host: ${ECR}, identity: puller, image: '${IMAGE}', publish: [aws, baseten, google, { backend: fal, name: ECR }] }
  - { host: ${PUBLIC}, image: '${IMAGE}', publish: [aws] }
`,
    images: { [ECR]: IMAGE, [PUBLIC]: IMAGE },
    reach: { ...WRITING, sts: at(ECR), ecr: at(ECR), 'ecr-public': at(PUBLIC) },
  },
  {
    title: 'refreshArtifactRegistry',
    tries: ['google-sts exchange', 'iamcredentials generateAccessToken'],
    refresh: refreshArtifactRegistry,
    cadenceMs: 15 * MINUTE,
    yaml: `
backends:${BACKENDS}
identities:
  ${KEYED}
  ${GAR}
registries:
  - { host: ${GOOGLE}, identity: gar, image: '${IMAGE}', publish: [aws, google] }
`,
    images: { [GOOGLE]: IMAGE },
    reach: { ...WRITING, 'google-sts': all, iamcredentials: all },
  },
  {
    title: 'refreshStored',
    tries: ['secretsmanager GetSecretValue'],
    refresh: refreshStored,
    cadenceMs: 24 * HOUR,
    yaml: `
backends:${BACKENDS}
identities:
  ${KEYED}
registries:
  - host: ghcr.io
    image: '${IMAGE}'
    credentials: { username: acme-bot, password: { from: aws-secrets-manager, id: ghcr } }
    publish: [aws]
`,
    images: { 'ghcr.io': IMAGE },
    reach: { ...WRITING, secretsmanager: all },
  },
];
