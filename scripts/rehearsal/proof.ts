import { readFile } from 'node:fs/promises';
import { placeOf } from '../../lib/backends/file/backend.ts';
import type {
  BackendOptions,
  Config,
  GoogleSecretManagerOptions,
  Publication,
  Registry,
} from '../../lib/config/config.ts';
import { usernameOf } from '../../lib/config/username.ts';
import type { PullResult } from '../../sandbox/pull.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { splitImage } from './world.ts';

/** Pulls the registry's image with what was published, read back from there; undefined where nothing can be pulled. */
export async function prove(
  publication: Publication,
  registry: Registry,
  { backends }: Config,
  sandbox: Sandbox,
): Promise<PullResult | undefined> {
  const username = usernameOf(registry);
  const { image } = registry;
  if (image === undefined || username === undefined) return undefined;
  const value = await readBack(publication, backends[publication.backend], sandbox);
  const { repository, tag } = splitImage(image);
  return sandbox.pull(publication.host, repository, tag, authOf(value ?? '', publication, username));
}

async function readBack(
  publication: Publication,
  options: BackendOptions | undefined,
  sandbox: Sandbox,
): Promise<string | undefined> {
  switch (options?.type) {
    case 'file':
      return readFromFile(publication, placeOf(options, process.env));
    case 'aws-secrets-manager':
      return sandbox.secret(publication.name, options.region)?.value;
    case 'baseten':
      return sandbox.baseten.secret(publication.name, options.team)?.value;
    case 'google-secret-manager':
      return sandbox.google.secret(googleSecret(options, publication.name))?.value;
    case 'fal':
      return sandbox.fal.secret(publication.name, options.environment)?.value;
    case undefined:
      return undefined;
  }
}

function googleSecret({ project, location }: GoogleSecretManagerOptions, name: string): string {
  return `projects/${project}${location === undefined ? '' : `/locations/${location}`}/secrets/${name}`;
}

async function readFromFile({ format, name }: Publication, path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  return format === 'docker-config-json' ? text : (JSON.parse(text)[name] ?? '');
}

/** What a registry is sent: base64 of user:password, however the value holds it. */
function authOf(value: string, { format, key }: Publication, username: string): string {
  switch (format) {
    case 'docker-auth':
      return value;
    case 'user-password':
      return base64(value);
    case 'password':
    case 'raw':
      return base64(`${username}:${value}`);
    case 'docker-config-json':
      return JSON.parse(value).auths?.[key]?.auth ?? '';
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
