import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { command } from '../e2e/command.ts';

/** What docs/doctor.md shows as typed, and as printed then. */
const EXAMPLES = [...readFileSync('docs/doctor.md', 'utf8').matchAll(/^```\n\$ ([^\n]*)\n(.*?)^```$/gms)].map(
  ([, typed = '', printed = '']) => [typed, printed] as const,
);

describe('docs/doctor.md', { timeout: 60_000 }, () => {
  test.each(EXAMPLES)('shows what is printed after %s', async (typed, printed) => {
    const here = typed
      .replace('npx pullkeeper', 'node cli/pullkeeper.cjs')
      .replace('npm run sandbox --', 'node scripts/sandbox.ts');
    expect((await command(['sh', '-c', here])).stdout).toBe(printed);
  });

  test('has examples of both commands', () => {
    const typed = EXAMPLES.map(([words]) => words).join('\n');
    expect(typed).toMatch(/pullkeeper doctor/);
    expect(typed).toMatch(/pullkeeper inspect/);
  });
});
