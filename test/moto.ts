import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** moto is an imitation of AWS that others wrote: where it and our sandbox agree, we did not just agree with ourselves. */
export const motoInstalled = spawnSync('moto_server', ['--help']).status === 0;

/** For the name of a suite, so that a run without moto says what it left out. */
export const motoMissing = motoInstalled ? '' : ' (skipped: moto_server is not on the PATH)';

export interface Moto extends AsyncDisposable {
  readonly url: string;
  environment(): Record<string, string>;
  /** Forgets everything that was made in it. */
  reset(): Promise<void>;
}

const READY_WITHIN_MS = 50_000;
const POLL_MS = 50;

/** Starts moto on a free port of the loopback, and waits until it answers. */
export async function startMoto(): Promise<Moto> {
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    const deadline = AbortSignal.timeout(READY_WITHIN_MS);
    const url = await announcedUrl(child, deadline);
    await answering(url, deadline);
    return {
      url,
      environment: () => ({
        AWS_ENDPOINT_URL: url,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'moto-takes-any-id',
        AWS_SECRET_ACCESS_KEY: 'moto-takes-any-key',
        NO_PROXY: '127.0.0.1',
      }),
      reset: async () => void (await fetch(`${url}/moto-api/reset`, { method: 'POST' })),
      [Symbol.asyncDispose]: () => stop(child),
    };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

/** With port 0 the system chooses the port, and moto says which. */
async function announcedUrl(child: ChildProcess, deadline: AbortSignal): Promise<string> {
  if (child.stderr === null) throw new Error('moto has no stderr to announce its address on');
  for await (const line of createInterface({ input: child.stderr, signal: deadline })) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (url !== undefined) {
      child.stderr.resume();
      return url;
    }
  }
  throw new Error('moto ended without announcing an address');
}

async function answering(url: string, deadline: AbortSignal): Promise<void> {
  for (;;) {
    const answered = await fetch(`${url}/moto-api/data.json`, { signal: deadline }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) return;
    deadline.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
