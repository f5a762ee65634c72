import { describe, expect, it } from 'vitest';
import { awsCommandsFor } from '../../cli/commands/aws-commands.ts';
import { refreshTokens } from '../../functions/refresh-tokens.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { permissionsOf } from '../../lib/deployment/permissions.ts';
import { forecast } from '../../lib/forecast/forecast.ts';
import { shortLived, status } from '../../sandbox/faults.ts';
import { problemsOf } from '../config/problems.ts';
import { rehearse } from '../rehearse.ts';

const MINUTE = 60_000;
const IDS = 'tenant: 11111111-1111-1111-1111-111111111111, clientId: 22222222-2222-2222-2222-222222222222';
const AZURE = `
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries:
  - host: acme.azurecr.io
    image: models/llama:prod
    source: { type: azure-acr, ${IDS}, subjectToken: aws-web-identity }
    publish: [aws]
`;
const NAME = 'DOCKER_REGISTRY_acme.azurecr.io';

describe('refreshTokens', () => {
  it('publishes a token that pulls, and says how long it lives', async () => {
    const { report, sandbox } = await rehearse(AZURE, {}, refreshTokens);
    const { publications } = await report();
    expect(publications).toMatchObject([{ name: NAME, outcome: 'published', probe: 'pulls' }]);
    const auth = sandbox.secret(NAME)?.value ?? '';
    expect(await sandbox.pull('acme.azurecr.io', 'models/llama', 'prod', auth)).toMatchObject({
      pulled: true,
    });
  });

  it('replaces the token before it dies, and leaves a fresh one alone', async () => {
    const { report, sandbox, clock } = await rehearse(AZURE, {}, refreshTokens);
    await report();
    const first = sandbox.secret(NAME)?.value;
    expect((await report()).publications).toMatchObject([{ outcome: 'fresh' }]);
    clock.advance(15 * MINUTE);
    expect((await report()).publications).toMatchObject([{ outcome: 'published' }]);
    expect(sandbox.secret(NAME)?.value).not.toBe(first);
  });

  it('keeps the token while Azure gives none, and none that dies sooner', async () => {
    const { report, sandbox, clock } = await rehearse(AZURE, {}, refreshTokens);
    await report();
    const first = sandbox.secret(NAME)?.value;
    clock.advance(15 * MINUTE);
    sandbox.faults.add({ service: 'azure', fault: status(503), times: 9 });
    expect((await report()).publications).toMatchObject([{ outcome: 'failed' }]);
    sandbox.faults.clear();
    sandbox.faults.add({ operation: 'acr exchange', fault: shortLived(5 * MINUTE) });
    expect((await report()).publications).toMatchObject([{ outcome: 'failed' }]);
    expect(sandbox.secret(NAME)?.value).toBe(first);
  });

  it('does not publish a token that the registry rejects', async () => {
    const yaml = AZURE.replace('models/llama:prod', 'models/other:prod');
    const { report, sandbox } = await rehearse(
      yaml,
      { images: [{ host: 'acme.azurecr.io', repository: 'models/llama', tag: 'prod' }] },
      refreshTokens,
    );
    expect((await report()).publications).toMatchObject([{ outcome: 'failed', probe: expect.anything() }]);
    expect(sandbox.secret(NAME)).toBeUndefined();
  });
});

describe('the cadence of refreshTokens', () => {
  const scheduled = (cadence: string) => `schedule: { refreshTokens: ${cadence} }${AZURE}`;

  it('is a quarter of the shortest life', () => {
    expect(compile(AZURE, 'registries.yml').schedule.refreshTokens).toBe(15 * MINUTE);
  });

  it('is what the file says, unless one missed run would kill a token', () => {
    expect(compile(scheduled('20 min'), 'registries.yml').schedule.refreshTokens).toBe(20 * MINUTE);
    expect(problemsOf(scheduled('40 min'))).toEqual(['1:28 dies-after-one-miss']);
  });
});

describe('a source that shows the role of the function', () => {
  const config = compile(AZURE, 'registries.yml');

  it('gives the role the right to a token for this audience, and for no other', () => {
    expect(permissionsOf(config, 'refreshTokens')).toContainEqual({
      Effect: 'Allow',
      Action: ['sts:GetWebIdentityToken'],
      Resource: ['*'],
      Condition: {
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': 'api://AzureADTokenExchange' },
      },
    });
  });

  it('has setup aws print how to let AWS sign tokens', () => {
    const names = { account: '123456789012', stage: 'prod', region: 'us-east-1' };
    expect(awsCommandsFor(config, names)).toContain('aws iam enable-outbound-web-identity-federation');
  });

  it('is in the plan with its calls', () => {
    const [plan] = forecast(config).functions;
    expect(plan).toMatchObject({ name: 'refreshTokens' });
    expect(JSON.stringify(forecast(config))).toContain('Microsoft Entra');
  });
});
