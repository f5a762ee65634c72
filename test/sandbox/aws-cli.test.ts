import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';

const run = promisify(execFile);
const installed = spawnSync('aws', ['--version']).status === 0;

// The CLI signs with botocore, which shares no code with the JavaScript SDK: what both agree on is the protocol.
describe.skipIf(!installed)(
  `the aws CLI${installed ? '' : ' (skipped: it is not on the PATH)'}`,
  { timeout: 60_000 },
  () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await startSandbox({
        roles: [{ arn: 'arn:aws:iam::123456789012:role/pull-only' }],
        webIdentity: true,
      });
    });
    afterAll(() => sandbox.stop());

    async function aws(...args: string[]): Promise<unknown> {
      const env = { PATH: process.env.PATH, ...sandbox.environment() };
      const { stdout } = await run('aws', [...args, '--output', 'json'], { env, timeout: 50_000 });
      return JSON.parse(stdout);
    }

    it('mints a token', async () => {
      expect(await aws('ecr', 'get-authorization-token')).toMatchObject({
        authorizationData: [{ proxyEndpoint: 'https://123456789012.dkr.ecr.us-east-1.amazonaws.com' }],
      });
    });

    it('assumes a role', async () => {
      const role = [
        '--role-arn',
        'arn:aws:iam::123456789012:role/pull-only',
        '--role-session-name',
        'by-hand',
      ];
      expect(await aws('sts', 'assume-role', ...role)).toMatchObject({
        AssumedRoleUser: { Arn: 'arn:aws:sts::123456789012:assumed-role/pull-only/by-hand' },
      });
    });

    it('gets a web identity token', async () => {
      const words = ['sts', 'get-web-identity-token', '--audience', 'a', '--signing-algorithm', 'ES384'];
      expect(await aws(...words)).toEqual({
        WebIdentityToken: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
        Expiration: expect.stringMatching(/^20/),
      });
    });

    it('keeps a secret', async () => {
      await aws(
        'secretsmanager',
        'create-secret',
        '--name',
        'by-hand',
        '--secret-string',
        'plain & "quoted" ü',
      );
      expect(sandbox.secret('by-hand')?.value).toBe('plain & "quoted" ü');
    });
  },
);
