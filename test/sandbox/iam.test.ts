import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { clientsOf } from './clients.ts';

const ROLE = 'arn:aws:iam::123456789012:role/service/some-function';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.addPrincipal({ arn: ROLE, allow: ['ecr:Get*'] });
});
afterEach(() => sandbox.stop());

function simulate(source: string, may: string[], ResourceArns?: string[]) {
  const asking = sandbox.addPrincipal({ arn: 'arn:aws:iam::123456789012:user/operator', allow: may });
  return clientsOf(sandbox, asking).iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: source,
      ActionNames: ['ecr:GetAuthorizationToken', 'ecr:PutImage'],
      ...(ResourceArns && { ResourceArns }),
    }),
  );
}

describe('asking IAM what somebody may do', () => {
  test('is answered action by action, resource by resource', async () => {
    const { EvaluationResults: results = [] } = await simulate(ROLE, ['iam:*'], ['arn:aws:a', 'arn:aws:b']);
    expect(
      results.map(({ EvalActionName: action, EvalResourceName: on, EvalDecision: decision }) => [
        action,
        on,
        decision,
      ]),
    ).toEqual([
      ['ecr:GetAuthorizationToken', 'arn:aws:a', 'allowed'],
      ['ecr:GetAuthorizationToken', 'arn:aws:b', 'allowed'],
      ['ecr:PutImage', 'arn:aws:a', 'implicitDeny'],
      ['ecr:PutImage', 'arn:aws:b', 'implicitDeny'],
    ]);
  });

  test('takes a right of its own', async () => {
    await expect(simulate(ROLE, ['ecr:*'])).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('is refused for who is not there', async () => {
    await expect(simulate(`${ROLE}-2`, ['iam:*'])).rejects.toMatchObject({
      name: expect.stringMatching(/^NoSuchEntity/),
    });
  });
});
