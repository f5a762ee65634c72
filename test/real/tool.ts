import { spawnSync } from 'node:child_process';

/** Which of these programs of other people's are not on this machine. */
export function missingOf(...tools: string[]): string[] {
  return tools.filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0);
}

/** What a title says beside what is tested: nothing, or what it is skipped for. */
export function unless(missing: readonly string[]): string {
  return missing.length === 0 ? '' : ` (skipped: ${missing.join(' and ')} not on the PATH)`;
}
