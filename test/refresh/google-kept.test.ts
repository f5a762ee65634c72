import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { refreshEcr } from '../../functions/refresh-ecr.ts';
import { refreshStored } from '../../functions/refresh-stored.ts';
import { echo } from '../../sandbox/faults.ts';
import { rehearse } from '../rehearse.ts';

const PROVIDER = 'projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda';
const PASSWORD = 'projects/my-project/locations/us-east1/secrets/ghcr';

/** Everything that can be kept at Google's is kept there. */
const REGISTRIES = `
backends:
  baseten: { type: baseten, apiKey: { from: google-secret-manager, id: projects/my-project/secrets/baseten } }
  fal: { type: fal, key: { from: google-secret-manager, id: projects/my-project/secrets/fal/versions/2 } }
identities:
  gar: { type: google-workload-identity, provider: ${PROVIDER}, serviceAccount: reader@my-project.iam.gserviceaccount.com }
  puller:
    type: aws-role
    roleArn: arn:aws:iam::111122223333:role/pull-only
    externalId: { from: google-secret-manager, id: projects/my-project/secrets/external-id/versions/current }
registries:
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, identity: puller, publish: [baseten, { backend: fal, name: A }] }
  - host: ghcr.io
    credentials: { username: bot, password: { from: google-secret-manager, id: ${PASSWORD} } }
    publish: [file]
`;

const reads = ({ sandbox }: Awaited<ReturnType<typeof rehearse>>) =>
  sandbox.calls
    .where({ service: 'google-secretmanager' })
    .map(({ resource, outcome }) => [resource?.replace('projects/my-project/', ''), outcome]);

describe('what Google keeps', () => {
  test('opens Baseten, fal and a role of AWS', async () => {
    const world = await rehearse(REGISTRIES, {}, refreshEcr);
    const { publications } = await world.report();
    expect(publications.map(({ backend, outcome }) => [backend, outcome])).toEqual([
      ['baseten', 'published'],
      ['fal', 'published'],
    ]);
    expect(reads(world).toSorted()).toEqual([
      ['secrets/baseten/versions/latest', 'ok'],
      ['secrets/external-id/versions/current', 'ok'],
      ['secrets/fal/versions/2', 'ok'],
    ]);
    await world.report({ force: true });
    expect(reads(world)).toHaveLength(6);
  });

  test('is published, and anew by the same container once it is another', async () => {
    const world = await rehearse(REGISTRIES, {}, refreshStored);
    const outcomes = async () => (await world.report()).publications.map(({ outcome }) => outcome);
    expect(await outcomes()).toEqual(['published']);
    expect(await outcomes()).toEqual(['fresh']);

    world.sandbox.google.store(PASSWORD, 'canary-of-the-next-password');
    world.sandbox.changePassword('ghcr.io', 'bot', 'canary-of-the-next-password');
    expect(await outcomes()).toEqual(['published']);
    expect(reads(world)).toHaveLength(3);
    expect(JSON.stringify([world.log, world.measured])).not.toContain('canary');
  });

  test('is said nowhere, though what it opens repeats it', async () => {
    const world = await rehearse(REGISTRIES, {}, refreshEcr);
    world.sandbox.faults.add({ service: 'sts', operation: 'AssumeRole', times: 9, fault: echo });
    const { publications } = await world.report();
    expect(publications.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
    expect(inspect([publications, world.log, world.measured], { depth: null })).not.toContain('rehearsal-');
  });

  test.each([
    ['a role of AWS', refreshEcr, 'projects/my-project/secrets/external-id'],
    ['a stored credential', refreshStored, PASSWORD],
  ])('fails %s when it may not be read, with the right that is missing', async (_, refresh, secret) => {
    const world = await rehearse(REGISTRIES, {}, refresh);
    const pool = PROVIDER.replace(/\/providers\/.*/, '');
    world.sandbox.google.allowNothing();
    world.sandbox.google.allow({
      member: `principalSet://iam.googleapis.com/${pool}/*`,
      role: 'roles/iam.serviceAccountTokenCreator',
    });
    const { publications } = await world.report();
    for (const { outcome, kind, hint } of publications) {
      expect([outcome, kind]).toEqual(['failed', 'denied']);
      expect(hint).toContain(`allow secretmanager.versions.access on "${secret}" to reader@my-project`);
    }
    expect(JSON.stringify([publications, world.log])).not.toContain('rehearsal-');
  });

  test('is one secret, however it is spelled and whoever reads it', async () => {
    const kept = 'from: google-secret-manager, id: projects/my-project/secrets/shared';
    const world = await rehearse(
      `
identities:
  one: { type: google-workload-identity, provider: ${PROVIDER} }
  other: { type: google-impersonation, identity: one, serviceAccount: reader@my-project.iam.gserviceaccount.com }
registries:
  - { host: ghcr.io, credentials: { username: bot, password: { ${kept}, identity: one } }, image: acme/a:1, publish: [file] }
  - { host: quay.io, credentials: { username: bot, password: { ${kept}/versions/latest, identity: other } }, image: acme/b:1, publish: [file] }
`,
      {},
      refreshStored,
    );
    const { publications } = await world.report();
    expect(publications.map(({ outcome, probe }) => [outcome, probe])).toEqual([
      ['published', 'pulls'],
      ['published', 'pulls'],
    ]);
    expect(world.sandbox.google.secret('projects/my-project/secrets/shared')?.versions).toHaveLength(1);
  });
});
