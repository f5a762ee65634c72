import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hash } from 'bcryptjs';
import { type Image, ImageStore } from '../../sandbox/registry/images.ts';
import type { TokenService } from './token-service.ts';

/** Cheap: it is the registry that is tried here, not the passwords. */
const BCRYPT_ROUNDS = 4;
const START_MS = 20_000;

export interface DockerRegistry extends AsyncDisposable {
  /** `127.0.0.1:<port>` */
  readonly host: string;
}

export interface PasswordRegistry extends DockerRegistry {
  /** From now on this is who gets in. */
  setPasswords(passwords: Record<string, string>): Promise<void>;
}

/** The real thing on loopback, with one image in it, letting in whoever is in its htpasswd file. */
export async function startPasswordRegistry(
  image: Omit<Image, 'host'>,
  passwords: Record<string, string>,
): Promise<PasswordRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  const path = join(folder, 'htpasswd');
  const setPasswords = async (all: Record<string, string>) => {
    const lines = await Promise.all(
      Object.entries(all).map(async ([name, word]) => `${name}:${await hash(word, BCRYPT_ROUNDS)}\n`),
    );
    writeFileSync(path, lines.join(''));
  };
  await setPasswords(passwords);
  await fill(folder, image);
  return { ...(await start(folder, { htpasswd: { realm: 'loopback', path } })), setPasswords };
}

/** The same, letting in whoever brings a bearer that the token service has signed. */
export async function startTokenRegistry(
  image: Omit<Image, 'host'>,
  { realm, service, issuer, certificate }: TokenService,
): Promise<DockerRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  const rootcertbundle = join(folder, 'certificate.pem');
  writeFileSync(rootcertbundle, certificate);
  await fill(folder, image);
  return start(folder, { token: { realm, service, issuer, rootcertbundle } });
}

/** Puts the image in through a registry over the same files that asks nobody who they are. */
async function fill(folder: string, image: Omit<Image, 'host'>): Promise<void> {
  const { host, end } = await serve(folder, {});
  const store = new ImageStore();
  store.add(host, { host, ...image });
  const { blobs = [], manifests = [] } = store.find(host, image.repository) ?? {};
  const repository = `http://${host}/v2/${image.repository}`;
  for (const [digest, { bytes }] of blobs) {
    const { headers } = await must(fetch(`${repository}/blobs/uploads/`, { method: 'POST' }));
    const upload = new URL(headers.get('location') ?? '', repository);
    upload.searchParams.set('digest', digest);
    await must(fetch(upload, { method: 'PUT', body: new Uint8Array(bytes) }));
  }
  for (const [, { bytes, mediaType }] of manifests) {
    const headers = { 'content-type': mediaType };
    const body = new Uint8Array(bytes);
    await must(fetch(`${repository}/manifests/${image.tag}`, { method: 'PUT', headers, body }));
  }
  await end();
}

async function must(asked: Promise<Response>): Promise<Response> {
  const response = await asked;
  if (!response.ok) throw new Error(`docker-registry: HTTP ${response.status} ${await response.text()}`);
  return response;
}

async function start(folder: string, auth: object): Promise<DockerRegistry> {
  const { host, end } = await serve(folder, { auth });
  return {
    host,
    async [Symbol.asyncDispose]() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function serve(folder: string, more: object): Promise<{ host: string; end: () => Promise<void> }> {
  const path = join(folder, 'config.json'); // JSON is YAML
  const config = {
    version: 0.1,
    log: { level: 'info', formatter: 'json' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: '127.0.0.1:0', secret: 'loopback' },
    ...more,
  };
  writeFileSync(path, JSON.stringify(config));
  const child = spawn('docker-registry', ['serve', path], { stdio: ['ignore', 'ignore', 'pipe'] });
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  try {
    return { host: await announcedHost(child), end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** With port 0 the system chooses the port, and the log says which. */
async function announcedHost({ stderr }: ChildProcess): Promise<string> {
  if (stderr === null) throw new Error('docker-registry has no stderr to announce its address on');
  const said: string[] = [];
  for await (const line of createInterface({ input: stderr, signal: AbortSignal.timeout(START_MS) })) {
    said.push(line);
    const [, host] = /listening on (127\.0\.0\.1:\d+)/.exec(line) ?? [];
    if (host === undefined) continue;
    stderr.resume();
    return host;
  }
  throw new Error(`docker-registry ended at once:\n${said.join('\n')}`);
}
