import { readFile } from 'node:fs/promises';
import { isJsonObject } from '../lib/json.ts';

/** Returns version and commit: `0.1.0 (1a2b3c4)`. The build replaces the variable; only the sources look them up. */
export async function readVersion(): Promise<string> {
  return process.env.PULLKEEPER_BUILD ?? versionOfSources();
}

/** Returns the version in package.json, and the checked-out commit in a Git repository. */
export async function versionOfSources(): Promise<string> {
  const { spawnSync } = await import('node:child_process');
  const root = new URL('..', import.meta.url);
  const manifest: unknown = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  const version = isJsonObject(manifest) ? String(manifest.version) : 'unknown';
  const { stdout } = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' });
  return `${version} (${stdout?.trim() || 'commit unknown'})`;
}
