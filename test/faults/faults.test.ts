import { describe, expect, test } from 'vitest';
import { cut, type Fault, garbage, hang, status, throttle } from '../../sandbox/faults.ts';
import { HASTE, inHaste } from '../haste.ts';
import { expectPart } from '../reliability-page.ts';
import { cellOf } from './cell.ts';
import { expectHealed, expectLaw, type Step } from './law.ts';
import { type Scene, type Stage, stage } from './scene.ts';
import { SCENES } from './scenes.ts';

const MINUTE = 60_000;

/** For all of a run: what passes sooner is made up for by the clients, as the contracts of the backends say. */
const FAULTS: [name: string, fault: Fault][] = [
  ['hangs', hang],
  ['connection breaks', cut],
  ['throttles', throttle],
  ['answers 500', status(500)],
  ['answers nonsense', garbage()],
];
const ALL_OF_A_RUN = 999;

/** Longer than anything is waited for that a run can do without. */
const RUN_MS = 40_000;
/** A machine that is busy with other tests is slow, too. */
const LIMIT_MS = RUN_MS / HASTE + 3_000;

const rows = new Map<string, string[]>();

describe.each(SCENES)('$title, whatever goes wrong with one of its steps,', (scene) => {
  test('loses nothing, harms nothing, says all and no secret; and the next run heals it', {
    timeout: 240_000,
  }, async () => {
    const fresh = await stage(scene);
    const first = await stepsOf(fresh, scene);
    fresh.clock.advance(scene.cadenceMs);
    const renewal = await stepsOf(fresh, scene);
    const onlyFirst = first.filter((step) => !renewal.some((each) => nameOf(each) === nameOf(step)));
    expect(renewal.length).toBeGreaterThan(0);

    for (const step of renewal) {
      const cells: string[] = [];
      for (const [, fault] of FAULTS) cells.push(await tryOut(step, fault, scene, fresh));
      rows.set(`${scene.title} | ${nameOf(step)}`, cells);
    }
    for (const step of onlyFirst) {
      const cells: string[] = [];
      for (const [, fault] of FAULTS) cells.push(await tryOut(step, fault, scene, await stage(scene)));
      rows.set(`${scene.title} | ${nameOf(step)}, the first time`, cells);
    }
  });
});

test('docs/reliability.md has a line for each step', async () => {
  const head = ['run of', 'step', ...FAULTS.map(([name]) => name)];
  const lines = [head, head.map(() => '---'), ...[...rows].sort().map(([row, cells]) => [row, ...cells])];
  await expectPart('faults', lines.map((line) => `| ${line.join(' | ')} |`).join('\n'));
});

async function stepsOf({ sandbox, run }: Stage, { tries }: Scene): Promise<Step[]> {
  sandbox.calls.clear();
  expect((await run()).report.counts.failed).toBe(0);
  return [...new Map([...sandbox.calls].map((call) => [nameOf(call), call])).values()].filter(
    (step) => tries === undefined || tries.includes(nameOf(step)),
  );
}

function nameOf({ service, operation }: Step): string {
  return `${service} ${operation}`;
}

async function tryOut(step: Step, fault: Fault, scene: Scene, on: Stage): Promise<string> {
  const { clock, sandbox } = on;
  const { service, operation } = step;
  const before = on.look();
  clock.advance(scene.cadenceMs);
  sandbox.faults.add({ service, operation, fault, times: ALL_OF_A_RUN });

  const during = await inHaste(() => on.run(RUN_MS));

  sandbox.faults.clear();
  await expectLaw(step, { before, during, limitMs: LIMIT_MS }, scene, on);
  clock.advance(MINUTE);
  await expectHealed(await on.run(), on);
  return cellOf(step, scene, before, during);
}
