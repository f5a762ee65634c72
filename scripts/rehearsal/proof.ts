import { readFile } from 'node:fs/promises';
import { placeOf } from '../../lib/backends/file.ts';
import type { BackendOptions, Config, Publication } from '../../lib/config/config.ts';
import type { PullResult } from '../../sandbox/pull.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { splitImage } from './world.ts';

/** Pulls an image with what was published, read back from where it was published. */
export async function prove(
  publication: Publication,
  image: string,
  { backends }: Config,
  sandbox: Sandbox,
): Promise<PullResult> {
  const value = await readBack(publication, backends[publication.backend], sandbox);
  const { repository, tag } = splitImage(image);
  return sandbox.pull(publication.host, repository, tag, authOf(value ?? '', publication));
}

async function readBack(publication: Publication, options: BackendOptions | undefined, sandbox: Sandbox) {
  switch (options?.type) {
    case 'file':
      return readFromFile(publication, placeOf(options, process.env));
    case 'aws-secrets-manager':
      return sandbox.secret(publication.name, options.region)?.value;
    case 'google-secret-manager': {
      const parent = [
        `projects/${options.project}`,
        ...(options.location ? [`locations/${options.location}`] : []),
      ];
      return sandbox.google.secret(`${parent.join('/')}/secrets/${publication.name}`)?.value;
    }
    case undefined:
      return undefined;
  }
}

async function readFromFile({ format, name }: Publication, path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  return format === 'docker-config-json' ? text : (JSON.parse(text)[name] ?? '');
}

/** What a registry is sent: base64 of user:password, however the value holds it. */
function authOf(value: string, { format, key }: Publication): string {
  switch (format) {
    case 'docker-auth':
      return value;
    case 'user-password':
      return Buffer.from(value).toString('base64');
    case 'password':
      return Buffer.from(
        `${/(?:^|\.)(?:gcr\.io|pkg\.dev)$/.test(key) ? 'oauth2accesstoken' : 'AWS'}:${value}`,
      ).toString('base64');
    case 'docker-config-json':
      return JSON.parse(value).auths?.[key]?.auth ?? '';
  }
}
