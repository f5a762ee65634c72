import { dokploy } from './dokploy.ts';
import { dstack } from './dstack.ts';
import { gcore } from './gcore.ts';
import { githubActionsSecret } from './github-actions-secret.ts';
import { gitlabVariable } from './gitlab-variable.ts';
import { northflank } from './northflank.ts';
import { pipecatCloud } from './pipecat-cloud.ts';
import type { Preset } from './preset.ts';
import { runpod } from './runpod.ts';
import { vault } from './vault.ts';

const BY_TYPE = {
  dokploy,
  dstack,
  gcore,
  'github-actions-secret': githubActionsSecret,
  'gitlab-variable': gitlabVariable,
  northflank,
  'pipecat-cloud': pipecatCloud,
  runpod,
  vault,
} satisfies Record<string, Preset>;

export type PresetType = keyof typeof BY_TYPE;

/** The platforms that are data on top of `http`, by type: docs/backends/http.md. */
export const PRESETS: Readonly<Record<PresetType, Preset>> = BY_TYPE;

export function isPresetType(type: string): type is PresetType {
  return Object.hasOwn(PRESETS, type);
}
