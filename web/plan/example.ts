/** The first example: two clouds, a role of another account, and one stored credential. */
export const EXAMPLE = `backends:
  baseten:
    type: baseten
    apiKey: { from: aws-secrets-manager, id: pullkeeper/baseten }
  aws:
    type: aws-secrets-manager
    region: us-east-1
    prefix: models/

identities:
  pull-only:
    type: aws-role
    roleArn: arn:aws:iam::444455556666:role/pull-only
  puller:
    type: google-workload-identity
    provider: projects/1234567890/locations/global/workloadIdentityPools/pullkeeper/providers/lambda
    serviceAccount: puller@my-project.iam.gserviceaccount.com

registries:
  - host: 111122223333.dkr.ecr.us-east-1.amazonaws.com
    image: models/llama:prod
    publish: [baseten, aws]

  - host: 444455556666.dkr.ecr.eu-west-1.amazonaws.com
    identity: pull-only
    image: models/whisper:2026-11
    publish: [aws]

  - host: us-central1-docker.pkg.dev
    identity: puller
    image: my-project/models/llama:prod
    publish: [baseten]

  - host: ghcr.io
    image: acme/llama:prod
    credentials:
      username: acme-bot
      password: { from: aws-secrets-manager, id: pullkeeper/ghcr }
    publish: [baseten]
`;
