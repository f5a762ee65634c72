import { describe, expect, test } from 'vitest';
import { LOCAL_COMMANDS } from '../../lib/status/commands.ts';
import { documentOf } from '../../lib/status/document.ts';
import { statusOf } from '../../lib/status/status.ts';
import { CONFIG, DAY, ECR, ecr, endless, entryOf, FAILED, HOUR, MINUTE, NOW, WELL } from './entries.ts';

const documentFor = (entries = WELL) => documentOf(statusOf(CONFIG, entries, NOW), LOCAL_COMMANDS);

describe('the summary', () => {
  test.each([
    ['all is well', WELL, 'all 4 alive'],
    [
      'one is low',
      [...WELL.slice(1), entryOf(ecr, { ago: 6 * HOUR, left: 130 * MINUTE })],
      `3 alive, 1 low: ${ECR} in 2 h 10 min`,
    ],
    [
      'one is dead',
      [...WELL.slice(1), entryOf(ecr, { ago: 13 * HOUR, left: -HOUR })],
      `3 alive, 1 dead: ${ECR} died 1 h ago`,
    ],
    ['one was never published', WELL.slice(1), `3 alive, 1 unpublished: ${ECR} was never published`],
    [
      'one without an end has missed a run',
      [...WELL.slice(0, 3), entryOf(endless, { ago: 10 * DAY })],
      '3 alive, 1 overdue: nvcr.io has missed a run',
    ],
    [
      'one failed and lives well',
      [...WELL.slice(1), entryOf(ecr, { ago: HOUR, left: 11 * HOUR }, { failed: FAILED })],
      '3 alive, 1 failing',
    ],
  ])('when %s', (_, entries, summary) => {
    expect(documentFor(entries).summary).toBe(summary);
  });
});

test('each remark says what to do, and which publications it is about', () => {
  const { remarks, publications } = documentFor([
    ...WELL.slice(1),
    entryOf(ecr, { ago: 6 * HOUR, left: 6 * HOUR }, { failed: FAILED }),
  ]);

  expect(
    remarks.map(({ todo, about }) => ({ todo, hosts: about.map((index) => publications[index]?.host) })),
  ).toEqual([{ todo: ['npx pullkeeper doctor', 'npx pullkeeper refresh'], hosts: [ECR] }]);
});
