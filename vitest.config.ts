import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    // One for each processor, and never one alone: many tests wait for commands, or for a service that does not answer.
    maxWorkers: Math.max(3, availableParallelism()),
    coverage: { provider: 'v8', include: ['functions/**', 'lib/**', 'sandbox/**', 'cli/**'] },
  },
});
