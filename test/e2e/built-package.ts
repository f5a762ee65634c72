import { expect } from 'vitest';
import { builtOnce } from '../built-once.ts';
import { command } from './command.ts';

/** Makes the npm package in build/package, where the Dockerfile and `npm publish` take it from. */
export const buildPackage = () =>
  builtOnce('package', async () => {
    const { code, stderr } = await command(['npm', 'run', 'package', '--ignore-scripts']);
    expect(code, stderr).toBe(0);
  });
