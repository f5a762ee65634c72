import { expect } from 'vitest';
import type { Outcome } from '../../lib/refresh/report.ts';
import { idOf, type Scene, type Stage, type Standing, type Tried } from './scene.ts';

export interface Step {
  service: string;
  operation: string;
}

/** What holds after a run in which one step failed, whichever it was and however it failed. */
export async function expectLaw(
  step: Step,
  { before, during, limitMs }: { before: Standing; during: Tried; limitMs: number },
  scene: Scene,
  stage: Stage,
): Promise<void> {
  const { publications } = during.report;
  expect(publications.map(idOf), 'every publication has an outcome').toEqual([...before.keys()]);
  expect(during.tookMs, 'the run ends while Lambda still listens').toBeLessThan(limitMs);
  expectSilence(during, [before, during.standing]);

  for (const outcome of publications) {
    const place = `${idOf(outcome)}, ${outcome.outcome}: ${outcome.reason ?? ''}`;
    const old = before.get(idOf(outcome));
    const now = during.standing.get(idOf(outcome));
    if (outcome.outcome === 'failed') {
      expect(isReached(step, outcome, scene), `${place}: hurt by what is not its affair`).toBe(true);
      expect(outcome.hint, `${place}: nobody says what to do`).toBeTruthy();
      if (old === undefined && now === undefined) continue;
    }
    expect(now === undefined ? place : await stage.pulls(outcome, now), `${place}: does not pull`).toBe(true);
  }
}

/** What stands after the next run is published by it, or was published before its answer was lost. */
export async function expectHealed(after: Tried, stage: Stage): Promise<void> {
  for (const outcome of after.report.publications) {
    expect(['published', 'fresh'], `${idOf(outcome)}: ${outcome.reason}`).toContain(outcome.outcome);
    expect(await stage.pulls(outcome, after.standing.get(idOf(outcome)) ?? '')).toBe(true);
  }
  expectNothingTwice(stage);
}

/** No place keeps one value in two versions: what was repeated was seen to be there. */
function expectNothingTwice({ sandbox }: Stage): void {
  const names = new Set(
    sandbox.calls
      .where({ service: 'secretsmanager' })
      .flatMap(({ resource = '' }) => (resource.startsWith('DOCKER_REGISTRY_') ? resource : [])),
  );
  for (const name of names) {
    const values = (sandbox.secret(name)?.versions ?? []).map(({ value }) => value);
    expect(values).toHaveLength(new Set(values).size);
  }
}

/** Long enough to be no accident. */
const TELLTALE = 24;

function expectSilence({ said }: Tried, all: readonly Standing[]): void {
  const values = all.flatMap((standing) => [...standing.values()].flatMap((value) => value ?? []));
  const secrets = values.flatMap((value) => [
    value,
    Buffer.from(value, 'base64').toString().replace(/^\w+:/, ''),
  ]);
  for (const secret of secrets)
    expect(said.includes(secret.slice(0, TELLTALE)), 'a secret is told').toBe(false);
  expect(said).not.toMatch(/rehearsal-key-of|rehearsal-password-of|PRIVATE KEY/);
}

export function isReached({ service, operation }: Step, outcome: Outcome, { reach }: Scene): boolean {
  return reach[service]?.(outcome, operation) ?? false;
}
