import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AlarmHistory } from '../../lib/serve/alarm-evaluator.ts';
import { AlarmFile } from '../../lib/serve/alarm-file.ts';

const DAY = 86_400_000;
const HISTORY: AlarmHistory = {
  since: 1_000,
  points: [['key', [{ at: 2_000, value: 7 }]]],
  active: ['low'],
};

function scene() {
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'alarms.json');
  const at = (wallMs: number, monotonicMs: number) => new AlarmFile(path, () => ({ wallMs, monotonicMs }));
  return { path, at };
}

test('a new process finds the history by its own clock', async () => {
  const { at } = scene();
  await at(1_000_000, 3_000).save(HISTORY);
  expect(await at(1_060_000, 50).load(DAY)).toEqual({
    since: 50 - 62_000,
    points: [['key', [{ at: 50 - 61_000, value: 7 }]]],
    active: ['low'],
  });
});

test('no time is still to come after the clock was set back', async () => {
  const { at } = scene();
  await at(1_000_000, 3_000).save(HISTORY);
  expect(await at(500_000, 50).load(DAY)).toMatchObject({ since: 50, points: [['key', [{ at: 50 }]]] });
});

test('a history that is older than any alarm looks back counts as none', async () => {
  const { at } = scene();
  await at(0, 3_000).save(HISTORY);
  expect(await at(DAY + 1, 50).load(DAY)).toBeUndefined();
});

test.each([
  '',
  'no JSON',
  '[]',
  '{"savedAt":1}',
  '{"savedAt":1,"since":1,"active":[],"points":[["a",[{"at":1}]]]}',
])('a file with %j counts as none', async (text) => {
  const { path, at } = scene();
  writeFileSync(path, text);
  expect(await at(2, 2).load(DAY)).toBeUndefined();
});

test('no file counts as none', async () => {
  expect(await scene().at(2, 2).load(DAY)).toBeUndefined();
});
