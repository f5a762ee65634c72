import { constants, readFile } from 'node:fs/promises';

/** Never waits: a pipe at the path, which another user may have planted there, reads as an empty file. */
const AT_ONCE = constants.O_RDONLY | constants.O_NONBLOCK;

export function readNow(path: string): Promise<string> {
  return readFile(path, { encoding: 'utf8', flag: AT_ONCE });
}
