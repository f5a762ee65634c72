import { describe, expect, test } from 'vitest';
import { refreshArtifactRegistry } from '../../functions/refresh-artifact-registry.ts';
import { refreshEcr } from '../../functions/refresh-ecr.ts';
import type { Outcome } from '../../lib/refresh/report.ts';
import { RefreshFailed } from '../../lib/refresh/settle.ts';
import { lambdaContext } from '../../scripts/rehearsal/invoke.ts';
import { idOf, type Scene, stage } from './scene.ts';
import { SCENES } from './scenes.ts';

const HOUR = 3_600_000;
const CLOCKS = [
  ['ahead', HOUR],
  ['behind', -HOUR],
] as const;

function sceneOf(refresh: Scene['refresh']): Scene {
  const scene = SCENES.find((each) => each.refresh === refresh);
  if (scene === undefined) throw new Error('there is no such scene');
  return scene;
}

/** A run after a good one, in a container whose clock is off; and the next, whose clock is right. */
async function runWithClockOff(scene: Scene, offMs: number) {
  const on = await stage(scene);
  await on.run();
  const old = on.look();
  on.clock.advance(scene.cadenceMs);
  const now = () => new Date(on.clock.now().getTime() + offMs);
  const handler = scene.refresh(on.config, { ...on.machine(), now });
  const report = await handler({}, lambdaContext('refresh')).catch((error: unknown) => {
    if (error instanceof RefreshFailed) return error.report;
    throw error;
  });
  const standing = on.look();
  const pulls = await Promise.all(
    report.publications.map((each: Outcome) => on.pulls(each, standing.get(idOf(each)) ?? '')),
  );
  on.clock.advance(scene.cadenceMs);
  return {
    report,
    isReplaced: [...standing].some(([id, value]) => value !== old.get(id)),
    pulls,
    next: await on.run(),
  };
}

describe.each(CLOCKS)('an hour %s', (_, offMs) => {
  test('costs ECR nothing: its tokens live longer than any clock is off', async () => {
    const { report, pulls, next } = await runWithClockOff(sceneOf(refreshEcr), offMs);
    expect(report.counts).toMatchObject({ published: 5, failed: 0 });
    expect(pulls).not.toContain(false);
    expect(next.report.counts).toMatchObject({ published: 5, failed: 0 });
  });

  test('leaves Google what pulls, and the next run with a clock that is right renews it', async () => {
    const { pulls, next } = await runWithClockOff(sceneOf(refreshArtifactRegistry), offMs);
    expect(pulls).not.toContain(false);
    expect(next.report.counts).toMatchObject({ published: 2, failed: 0 });
  });
});

test('an hour ahead takes a fresh token of Google for a dead one, says what to look at, and replaces nothing', async () => {
  const { report, isReplaced } = await runWithClockOff(sceneOf(refreshArtifactRegistry), HOUR);
  expect(report.publications).toMatchObject([
    { outcome: 'failed', kind: 'expired', hint: expect.stringContaining('clock') },
    { outcome: 'failed', kind: 'expired' },
  ]);
  expect(isReplaced).toBe(false);
});
