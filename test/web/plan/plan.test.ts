import { describe, expect, it, test } from 'vitest';
import { diagramOf } from '../../../web/plan/diagram.ts';
import { EXAMPLE } from '../../../web/plan/example.ts';
import { judgePlan } from '../../../web/plan/judge-plan.ts';

const NOW = new Date('2026-11-28T09:00:00Z');

function forecastOf(text: string) {
  const judged = judgePlan(text, { shards: 1 }, NOW);
  if (!('forecast' in judged)) throw new Error(JSON.stringify(judged.problems));
  return judged.forecast;
}

describe('A problem of registries.yml', () => {
  const problemsOf = (text: string) => {
    const judged = judgePlan(text, { shards: 1 }, NOW);
    return 'problems' in judged
      ? judged.problems.map(({ from, to, line, rule }) => [text.slice(from, to), line, rule])
      : [];
  };

  it.each([
    [
      'at a value',
      EXAMPLE.replace('publish: [baseten, aws]', 'publish: [baseten, was]'),
      ['was', 22, 'unknown-name'],
    ],
    ['at a key', EXAMPLE.replace('    region:', '    regoin:'), ['regoin', 7, 'unknown-key']],
    [
      'behind letters of two units',
      `# 👩‍🚀\n${EXAMPLE.replace('host: ghcr.io', 'host: "ghcr .io"')}`,
      ['"ghcr .io"', 35, 'wrong-value'],
    ],
    ['behind a byte order mark', `\ufeffregistris: []`, ['registris', 1, 'unknown-key']],
  ])('is marked %s', (_, text, expected) => {
    expect(problemsOf(text)).toContainEqual(expected);
  });

  it.each(['', 'a: [', 'registries:\n', '\u0000', 'a: &a [*a]'])('of %j lies within the text', (text) => {
    const judged = judgePlan(text, { shards: 1 }, NOW);
    const marks = 'problems' in judged ? judged.problems : [];
    expect(marks.length).toBeGreaterThan(0);
    for (const { from, to } of marks) expect(0 <= from && from <= to && to <= text.length).toBe(true);
  });

  it('says that a file is too large, before it is read', () => {
    expect(problemsOf('#'.repeat(600 * 1024))).toEqual([['', 1, 'size']]);
  });
});

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const MANY_BACKENDS = `
backends: { ${NAMES.map((name) => `${name}: { type: file, path: ${name}.json }`).join(', ')} }
registries:
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [${NAMES.join(', ')}] }
  - { host: 111122223333.dkr.ecr.eu-west-1.amazonaws.com, publish: [${NAMES.toReversed().join(', ')}] }
`;

test.each([320, 900])('The boxes of many backends do not overlap, %d pixels wide', (width) => {
  const { boxes } = diagramOf(forecastOf(MANY_BACKENDS), width);
  expect(overlapping(boxes)).toEqual([]);
});

describe.each([320, 700, 900, 1_400])('The picture, %d pixels wide', (width) => {
  const { boxes, height, wires, omitted } = diagramOf(forecastOf(EXAMPLE), width);

  it('has a box for each mint and each publication', () => {
    expect(boxes.filter(({ kind }) => kind === 'mint')).toHaveLength(4);
    expect(boxes.filter(({ kind }) => kind === 'publication')).toHaveLength(5);
    expect(omitted).toBe(0);
  });

  it('names every backend', () => {
    const texts = boxes.flatMap(({ lines }) => lines.map(({ text }) => text)).join(' ');
    expect(texts).toContain('baseten');
    expect(texts).toContain('aws');
    expect(wires.length).toBeGreaterThanOrEqual(5);
  });

  it('keeps every box within it, and lets no two overlap', () => {
    for (const one of boxes) {
      expect(one.x >= 0 && one.x + one.width <= width && one.y >= 0 && one.y + one.height <= height).toBe(
        true,
      );
      for (const other of boxes)
        if (other !== one) expect(overlap(one, other), `${one.title} and ${other.title}`).toBe(false);
    }
  });
});

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

function overlapping(boxes: readonly (Area & { title: string })[]): string[] {
  return boxes.flatMap((one, at) =>
    boxes.slice(at + 1).flatMap((other) => (overlap(one, other) ? [`${one.title} and ${other.title}`] : [])),
  );
}

function overlap(one: Area, other: Area): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

test('The picture of a large file draws the first of it, and counts the rest', () => {
  const hosts = Array.from(
    { length: 200 },
    (_, at) =>
      `  - { host: ${String(100_000_000_000 + at)}.dkr.ecr.us-east-1.amazonaws.com, publish: [aws] }`,
  );
  const text = `backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }\nregistries:\n${hosts.join('\n')}\n`;
  const { boxes, omitted } = diagramOf(forecastOf(text), 900);
  expect(boxes.filter(({ kind }) => kind === 'publication').length + omitted).toBe(200);
  expect(boxes.length).toBeLessThan(150);
});
