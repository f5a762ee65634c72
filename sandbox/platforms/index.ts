import { dokploy } from './dokploy.ts';
import { dstack } from './dstack.ts';
import { gcore } from './gcore.ts';
import { githubActionsSecret } from './github-actions-secret.ts';
import { gitlabVariable } from './gitlab-variable.ts';
import { northflank } from './northflank.ts';
import { pipecatCloud } from './pipecat-cloud.ts';
import type { Platform, PlatformOptions } from './platform.ts';
import { runpod } from './runpod.ts';
import { vault } from './vault.ts';

/** The platforms that the sandbox knows, by the name of the service. */
export const PLATFORMS: Readonly<Record<string, (options: PlatformOptions) => Platform>> = {
  Dokploy: dokploy,
  Gcore: gcore,
  'GitHub Actions': githubActionsSecret,
  GitLab: gitlabVariable,
  Northflank: northflank,
  'Pipecat Cloud': pipecatCloud,
  Runpod: runpod,
  Vault: vault,
  dstack,
};
