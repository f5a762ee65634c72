import type { Preset } from './preset.ts';
import { runpod } from './runpod.ts';

/** The platforms that are data on top of `http`, by type: docs/backends/http.md. */
const BY_TYPE = { runpod } satisfies Record<string, Preset>;

export type PresetType = keyof typeof BY_TYPE;

export const PRESETS: Readonly<Record<PresetType, Preset>> = BY_TYPE;

export function isPresetType(type: string): type is PresetType {
  return Object.hasOwn(BY_TYPE, type);
}
