import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import type { RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import { permissionsOf } from '../../lib/deployment/permissions.ts';
import { problemsOf } from './problems.ts';

const PROVIDER = 'projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda';
const GAR = `gar: { type: google-workload-identity, provider: ${PROVIDER} }`;
const TWO = `${GAR}, other: { type: google-workload-identity, provider: ${PROVIDER} }`;
const ID = 'projects/my-project/secrets/kept';

const google = (id: string, identity?: string) =>
  `{ from: google-secret-manager, id: "${id}"${identity === undefined ? '' : `, identity: ${identity}`} }`;

/** A registries.yml with this reference, in which nothing else can be wrong. */
const stored = (reference: string, identities = GAR) => `
identities: { ${identities} }
registries:
  - { host: ghcr.io, credentials: { username: bot, password: ${reference} } }
`;

/** Every place where a secret may be kept at Google's: all but the key of an identity. */
const PLACES: [place: string, yaml: (reference: string, identities?: string) => string][] = [
  ['the password of a stored credential', stored],
  [
    'the API key of Baseten',
    (reference, identities = GAR) => `
backends: { baseten: { type: baseten, apiKey: ${reference} } }
identities: { ${identities} }
registries: [{ host: public.ecr.aws, publish: [baseten] }]
`,
  ],
  [
    'the key of fal',
    (reference, identities = GAR) => `
backends: { fal: { type: fal, key: ${reference} } }
identities: { ${identities} }
registries: [{ host: public.ecr.aws, publish: [{ backend: fal, name: A }] }]
`,
  ],
  [
    'the external id of a role',
    (reference, identities = GAR) => `
identities: { ${identities ? `${identities}, ` : ''}role: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/p", externalId: ${reference} } }
registries: [{ host: public.ecr.aws, identity: role }]
`,
  ],
];

describe.each(PLACES)('%s', (_, yaml) => {
  test.each([
    ['read by the only Google identity there is', google(ID), GAR],
    ['read by the one it names', google(ID, 'other'), TWO],
  ])('may be kept in Google Secret Manager, %s', (_, reference, identities) => {
    expect(problemsOf(yaml(reference, identities))).toEqual([]);
  });

  test.each([
    ['nobody can read', google(ID), '', /is read by a Google identity; none is defined$/],
    ['several could read', google(ID), TWO, /is read by a Google identity; there are gar, other: say which/],
    [
      'nobody of that name can read',
      google(ID, 'gart'),
      GAR,
      /no identity is named "gart"; did you mean "gar"/,
    ],
  ])('is refused if %s', (_, reference, identities, message) => {
    expect(problemsOf(yaml(reference, identities))).toEqual([expect.stringMatching(message)]);
  });
});

describe('a reference to Google Secret Manager', () => {
  test('is refused where it says, and where it stands', () => {
    const role = 'role: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/p" }';
    expect(problemsOf(stored(google('kept')))).toEqual([
      expect.stringMatching(/^4:97 "kept" is not a secret of Google's; expected/),
    ]);
    expect(problemsOf(stored(google(ID, 'role'), role))).toEqual([
      '4:143 identity "role" is an AWS role; from Google Secret Manager only a Google identity can read',
    ]);
  });

  test.each([
    ID,
    'projects/1234567890/secrets/Kept_2-x',
    'projects/example.com:my-project/secrets/kept',
    `${ID}/versions/latest`,
    `${ID}/versions/12`,
    `${ID}/versions/current_one`,
    'projects/my-project/locations/europe-west4/secrets/kept',
    'projects/my-project/locations/europe-west4/secrets/kept/versions/2',
  ])('may be to %s', (id) => {
    expect(problemsOf(stored(google(id)))).toEqual([]);
  });

  test.each([
    ['kept', /"kept" is not a secret of Google's; expected projects\/<project>\/secrets\/<name>/],
    ['', /"" is not a secret of Google's/],
    ['projects/my-project/kept', /is not a secret of Google's/],
    [`/${ID}`, /is not a secret of Google's/],
    [`${ID}/`, /is not a secret of Google's/],
    [`${ID}\\n`, /is not the name of a secret/],
    [`${ID}/versions/`, /is not a secret of Google's/],
    [
      `//secretmanager.googleapis.com/${ID}`,
      /leave the service and the method out: "projects\/my-project\/secrets/,
    ],
    [
      `https://secretmanager.googleapis.com/v1/${ID}/versions/1:access`,
      /leave the service and the method out: "[^"]+\/1"/,
    ],
    ['projects/My-Project/secrets/kept', /"My-Project" is not the id of a Google project/],
    ['projects/my-project/secrets/ke.pt', /"ke.pt" is not the name of a secret/],
    ['projects/my-project/secrets/ke?pt', /is not the name of a secret/],
    [`projects/my-project/secrets/${'k'.repeat(256)}`, /is not the name of a secret: at most 255/],
    [`${ID}/versions/0`, /"0" is not a version of a secret: a number, latest, or an alias/],
    [`${ID}/versions/-1`, /is not a version of a secret/],
    ['projects/my-project/locations/us-central/secrets/kept', /did you mean "us-central1"/],
    ['projects/my-project/locations/global/secrets/kept', /"global" is not a region of Google Cloud/],
  ])('is refused as %s', (id, message) => {
    expect(problemsOf(stored(google(id)))).toEqual([expect.stringMatching(message)]);
  });

  test('names an identity, and no other place does', () => {
    expect(problemsOf(stored('{ from: env, id: KEPT, identity: gar }'))).toEqual([
      expect.stringMatching(/unknown key "identity"; expected from or id$/),
    ]);
    expect(problemsOf(stored(`{ from: google-secret-manager, id: "${ID}", identiy: gar }`))).toEqual([
      expect.stringMatching(/unknown key "identiy"; did you mean "identity"/),
    ]);
  });

  test('is offered to whoever misspells it', () => {
    expect(problemsOf(stored('{ from: google-secrets-manager, id: kept }'))).toEqual([
      expect.stringMatching(
        /"google-secrets-manager" is not env, file, aws-secrets-manager or google-secret-manager; did you mean "google-secret-manager"/,
      ),
    ]);
    expect(problemsOf(stored('{ id: kept }'))).toEqual([
      expect.stringMatching(
        /"from" is missing; expected env, file, aws-secrets-manager or google-secret-manager/,
      ),
    ]);
  });

  test('is complained of once where its identity is broken', () => {
    expect(
      problemsOf(stored(google(ID), 'gar: { type: google-workload-identity, provider: lambda }')),
    ).toEqual([expect.stringMatching(/"lambda" is not a provider/)]);
  });

  test('cannot lead to a key with which one would have to be let in already', () => {
    const key = `gar: { type: google-service-account-key, key: ${google(ID, 'other')} }, other: { type: google-workload-identity, provider: ${PROVIDER} }`;
    expect(
      problemsOf(`
identities: { ${key} }
registries: [{ host: gcr.io, identity: gar }]
`),
    ).toEqual([
      expect.stringMatching(/^2:\d+ a key cannot be kept behind the door that it opens: .*keep it in aws/),
    ]);
  });
});

describe('the permissions in AWS', () => {
  const NOTHING = [{ Effect: 'Allow', Action: ['sts:GetCallerIdentity'], Resource: ['*'] }];
  const KEYED = 'gar: { type: google-service-account-key, key: { from: aws-secrets-manager, id: gar-key } }';
  const permissions = (yaml: string, name: RefreshFunction) =>
    permissionsOf(compile(yaml, 'registries.yml'), name);

  test('have nothing in them for what Google keeps', () => {
    expect(permissions(stored(google(ID)), 'refreshStored')).toEqual(NOTHING);
  });

  test.each(PLACES)('let the key be read of whoever reads %s', (_, yaml) => {
    const name = yaml === stored ? 'refreshStored' : 'refreshEcr';
    expect(permissions(yaml(google(ID), KEYED), name)).toContainEqual({
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue'],
      Resource: [
        { 'Fn::Sub': expect.stringMatching(/:secret:gar-key-\?{6}$/) },
        { 'Fn::Sub': expect.stringMatching(/:secret:gar-key$/) },
      ],
    });
    expect(permissions(yaml(google(ID), KEYED), 'refreshArtifactRegistry')).toEqual(NOTHING);
  });

  test('let the key be read of an identity on top of one that has it', () => {
    const both = `${KEYED}, more: { type: google-impersonation, identity: gar, serviceAccount: p@my-project.iam.gserviceaccount.com }`;
    expect(permissions(stored(google(ID, 'more'), both), 'refreshStored')).toContainEqual(
      expect.objectContaining({ Action: ['secretsmanager:GetSecretValue'] }),
    );
  });
});
