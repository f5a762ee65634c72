import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** A process that was run to its end: how long it took, and what it told its parent on channel 3. */
export interface Ended {
  ms: number;
  told: string;
}

/** Runs a command; what it prints is of no interest, unless it fails. */
export function runToEnd(
  [command = '', ...args]: readonly string[],
  environment: Record<string, string>,
  timeout = 60_000,
): Promise<Ended> {
  const start = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    timeout,
  });
  const [, , stderr, channel] = child.stdio;
  const error = said(stderr);
  const told = said(channel);
  let ms = 0;
  child.once('exit', () => {
    ms = performance.now() - start;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', async (code) => {
      if (code !== 0) reject(new Error(`${[command, ...args].join(' ')} failed: ${await error}`));
      else resolve({ ms, told: await told });
    });
  });
}

function said(stream: unknown): Promise<string> {
  return stream instanceof Readable ? text(stream) : Promise.resolve('');
}
