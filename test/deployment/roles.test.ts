import { expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { permissionsOf } from '../../lib/deployment/permissions.ts';
import { roles } from '../../lib/deployment/roles.ts';

const CONFIG = compile(
  `
schedule: { refreshEcr: 2 h, refreshArtifactRegistry: 20 min }
registries: [{ host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [file] }]
`,
  'registries.yml',
);
const ROLES = roles(CONFIG, { stage: 'dev', region: 'eu-west-1' });

/** The actions that a role allows, policy by policy. */
function policiesOf(id: string): unknown {
  return JSON.parse(JSON.stringify(ROLES[id])).Properties.Policies.map(
    ({
      PolicyName,
      PolicyDocument,
    }: {
      PolicyName: string;
      PolicyDocument: { Statement: { Action: string[] }[] };
    }) => [PolicyName, PolicyDocument.Statement.flatMap(({ Action }) => Action)],
  );
}

const LOGGING = ['logs:CreateLogStream', 'logs:PutLogEvents'];

test('a role of a function that refreshes may do what registries.yml asks for, remember, and report', () => {
  expect(policiesOf('RefreshEcrRole')).toEqual([
    ['refresh', permissionsOf(CONFIG, 'refreshEcr').flatMap(({ Action }) => Action)],
    ['remember', ['dynamodb:Query', 'dynamodb:UpdateItem']],
    ['report', [...LOGGING, 'sqs:SendMessage']],
  ]);
  expect(ROLES.RefreshEcrRole).toMatchObject({ Properties: { RoleName: 'pullkeeper-dev-ecr-eu-west-1' } });
});

test('the other roles may do no more than they need', () => {
  expect(policiesOf('ValidateRole')).toEqual([['report', LOGGING]]);
  expect(policiesOf('StatusRole')).toEqual([
    ['recall', ['dynamodb:Scan']],
    ['report', LOGGING],
  ]);
  expect(policiesOf('SchedulerRole')).toEqual([['invoke', ['lambda:InvokeFunction', 'sqs:SendMessage']]]);
});

test('each role can be assumed by its own service alone', () => {
  const services = Object.entries(JSON.parse(JSON.stringify(ROLES))).map(([id, role]) => [
    id,
    JSON.stringify(role).match(/[a-z]+\.amazonaws\.com/g),
  ]);
  expect(services).toEqual(
    Object.keys(ROLES).map((id) => [
      id,
      [id === 'SchedulerRole' ? 'scheduler.amazonaws.com' : 'lambda.amazonaws.com'],
    ]),
  );
});
