import { spawn } from 'node:child_process';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Options {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  timeoutMs?: number;
  /** For a command that does not end by itself: when it is ready, what to do then; after that it gets a Ctrl-C. */
  until?: { ready: (output: string) => boolean; act?: () => Promise<void> };
}

/** Runs a command as a person at a terminal would, and waits for its end. What still runs after the timeout is killed. */
export function command(
  words: string[],
  { env = {}, cwd, timeoutMs = 60_000, until }: Options = {},
): Promise<Ended> {
  const [name = '', ...args] = words;
  const child = spawn(name, args, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_OPTIONS: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own: Ctrl-C reaches all of it, and so does the kill
  });
  let stdout = '';
  let stderr = '';
  let ready = false;
  let failure: unknown;
  const signal = (kind: NodeJS.Signals) => child.pid !== undefined && process.kill(-child.pid, kind);
  const heed = async () => {
    if (ready || !until?.ready(stdout + stderr)) return;
    ready = true;
    await until.act?.().catch((error: unknown) => {
      failure = error;
    });
    signal('SIGINT');
  };
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
    void heed();
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
    void heed();
  });
  const timer = setTimeout(() => signal('SIGKILL'), timeoutMs);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      if (failure !== undefined) reject(failure);
      resolve({ code, stdout, stderr });
    });
  });
}

/** An environment without a cloud account, whatever the machine has. */
export const NO_ACCOUNT: NodeJS.ProcessEnv = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};
