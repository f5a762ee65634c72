import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Config, Publication } from '../../lib/config/config.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { deployedCommands } from '../../lib/status/commands.ts';
import { statusOf } from '../../lib/status/status.ts';
import { formatStatus } from '../../lib/status/text.ts';
import { pullkeeper } from '../cli/pullkeeper.ts';
import { entryOf, FAILED, HOUR, MINUTE, NOW } from '../status/entries.ts';

const PAGE = readFileSync('docs/operating.md', 'utf8');
const SAMPLE = compile(readFileSync('registries.example.yml', 'utf8'), 'registries.example.yml');

/** What the page shows of a command, and of how it ended. */
function shown(command: string): string {
  return PAGE.split(`\`\`\`\n$ ${command}\n`)[1]?.split('```\n')[0] ?? '';
}

/** A night in which the function may no longer mint in us-east-1, since eight hours and a half. */
function entriesOf({ registries }: Config) {
  return registries.flatMap(({ host, publish }) =>
    publish.map((publication: Publication) => {
      const lost = 'region' in host && host.region === 'us-east-1';
      return lost
        ? entryOf(publication, { ago: 8.5 * HOUR, left: 3.5 * HOUR }, { failed: FAILED })
        : entryOf(publication, { ago: 2.5 * HOUR - MINUTE, left: 9.5 * HOUR + MINUTE });
    }),
  );
}

describe('docs/operating.md shows what is printed', () => {
  test('by plan', async () => {
    expect(shown('npx pullkeeper plan')).toBe((await pullkeeper(['plan'])).stdout);
  });

  test('by status', () => {
    const status = statusOf(SAMPLE, entriesOf(SAMPLE), NOW);
    expect(shown('npx pullkeeper status --stage prod')).toBe(
      formatStatus(status, { colours: false, commands: deployedCommands({ stage: 'prod' }) }),
    );
  });
});
