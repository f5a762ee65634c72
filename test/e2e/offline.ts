import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'vitest';
import { type Project, SERVERLESS } from './project.ts';

/** `npx serverless offline` in a copy of the project: the HTTP API, and what `serverless invoke` talks to. */
export interface Offline extends AsyncDisposable {
  readonly http: string;
  readonly lambda: string;
}

/** Starts it, after the words that put something in front of it, and returns when it can be asked. */
export async function startOffline(
  project: Project,
  { before = [], env = {} }: { before?: string[]; env?: NodeJS.ProcessEnv },
): Promise<Offline> {
  const [lambdaPort, httpPort] = [await freePort(), await freePort()];
  const ports = ['--lambdaPort', `${lambdaPort}`, '--httpPort', `${httpPort}`];
  const ready = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<void>();
  const ended = project.run([...before, ...SERVERLESS, 'offline', ...ports], {
    env,
    timeoutMs: 300_000,
    until: {
      ready: (output) => output.includes('Server ready'),
      act: () => {
        ready.resolve();
        return finished.promise;
      },
    },
  });
  const early = ended.then(({ stdout, stderr }) => expect.fail(`it ended early: ${stdout}${stderr}`));
  await Promise.race([ready.promise, early]);
  return {
    http: `http://127.0.0.1:${httpPort}`,
    lambda: `http://127.0.0.1:${lambdaPort}`,
    async [Symbol.asyncDispose]() {
      finished.resolve();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
