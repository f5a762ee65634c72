import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Tests that take minutes: `npm run reliability` runs them and writes their tables into docs/; .ci/run runs them and only compares. */
const LONG = ['test/simulation/year.test.ts', 'test/faults/**', 'test/docs/commands.test.ts'];

// Workers and the commands that tests run need not compile again what another process has compiled. With code from a
// cache, V8 counts the coverage less exactly.
if (!process.argv.includes('--coverage'))
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');

export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/global-setup.ts',
    exclude: ['**/node_modules/**', ...(['reliability', 'ci'].includes(mode) ? [] : LONG)],
    testTimeout: 60_000, // many tests wait for commands; one that is slow on a busy machine is no defect
    hookTimeout: 120_000, // some build the pages or the command line first
    expect: { poll: { timeout: 50_000 } }, // likewise, what a page or another process does
    // One for each processor, and never one alone: many tests wait for commands, or for a service that does not answer.
    maxWorkers: Math.max(3, availableParallelism()),
    coverage: { provider: 'v8', include: ['functions/**', 'lib/**', 'sandbox/**', 'cli/**'] },
  },
}));
