import { vi } from 'vitest';
import type { Sandbox, SandboxPrincipal } from '../../sandbox/sandbox.ts';

/**
 * Makes this environment the one that the SDK reads, as it does in Lambda: whatever the machine that runs the tests
 * has of AWS is hidden. `vi.unstubAllEnvs()` brings it back.
 */
export function useEnvironment(environment: Record<string, string>): NodeJS.ProcessEnv {
  // Before a retry the SDK waits for a random part of a growing time: here, for none of it.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const foreign = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
  for (const name of foreign) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  return { ...process.env };
}

/** The environment of somebody other than the function's own role. */
export function environmentOf(sandbox: Sandbox, { credentials }: Pick<SandboxPrincipal, 'credentials'>) {
  const { AWS_SESSION_TOKEN: _, ...environment } = sandbox.environment();
  return {
    ...environment,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
  };
}
