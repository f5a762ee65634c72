import { join } from 'node:path';

/** Returns the folder of board and playground: built from the sources, or beside the bundle in the npm package. */
export function pagesFolder(): string {
  const isBundle = process.env.PULLKEEPER_BUILD !== undefined;
  return join(import.meta.dirname, isBundle ? '../web' : '../build/web');
}
