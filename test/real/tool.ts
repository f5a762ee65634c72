import { spawnSync } from 'node:child_process';

/** Whether a program of somebody else's is on this machine. */
export function hasTool(tool: string, question = '--version'): boolean {
  return spawnSync(tool, [question], { timeout: 10_000 }).status === 0;
}

/** What a title says beside what is tested: nothing, or what it is skipped for. */
export function unless(missing: readonly string[]): string {
  return missing.length === 0 ? '' : ` (skipped: ${missing.join(' and ')} not on the PATH)`;
}
