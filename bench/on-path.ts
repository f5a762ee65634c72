import { spawnSync } from 'node:child_process';

/** Whether a command is installed and works: what is not there is left out of a comparison. */
export function onPath(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
