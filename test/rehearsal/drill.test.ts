import { describe, expect, test } from 'vitest';
import { parseFault } from '../../scripts/rehearsal/faults.ts';
import { scenarioCalled, scenariosFor } from '../../scripts/rehearsal/scenarios.ts';
import { HOST, NAME, stage } from './stage.ts';

const ON = new AbortController().signal;
const kindsIn = (events: readonly { kind: string }[]) => new Set(events.map(({ kind }) => kind));

describe('a scenario', { timeout: 60_000 }, () => {
  test('of two lost runs ends with every secret alive, and with an alarm in time', async () => {
    const { drill, config } = await stage();

    const seen = await drill.play(scenarioCalled('two lost runs', config), ON);

    expect(seen).toContain('No secret died.');
    expect(seen).toContain('At the end everything is alive.');
    expect(seen.join(' ')).toMatch(/The first alarm went off [45] h .* before/);
    expect(drill.story.events.filter(({ text }) => text.includes('is lost'))).toHaveLength(2);
  });

  test('of an outage keeps the old secret, tries again, raises an alarm, and repairs', async () => {
    const { drill, config } = await stage();

    const seen = await drill.play(scenarioCalled('outage-of-baseten', config), ON);

    const { events } = drill.story;
    expect(kindsIn(events)).toEqual(new Set(['run', 'fault', 'failed', 'kept', 'alarm', 'repaired', 'well']));
    expect(events.some(({ text }) => text.startsWith('retry of refreshEcr'))).toBe(true);
    expect(events.find(({ kind }) => kind === 'alarm')?.text).toMatch(
      /[78] h \d+ min before the first secret dies$/,
    );
    expect(seen).toContain('At the end everything is alive.');
    expect(await drill.pulls()).toEqual({ working: 2, failing: [] });
  });

  test('is found by its title or its id, and an unknown one names the others', async () => {
    const { config } = await stage();

    const titles = scenariosFor(config).map(({ title }) => title);
    expect(titles).toContain('a Baseten outage of nine hours');
    expect(titles).toContain('an AWS Secrets Manager outage of nine hours');
    expect(scenarioCalled('Three Lost Runs', config).id).toBe('three-lost-runs');
    expect(() => scenarioCalled('two lost rums', config)).toThrow('two lost runs');
  });
});

describe('a fault in a rehearsal', { timeout: 60_000 }, () => {
  test('that deletes a secret breaks the pulls until the next run repairs it', async () => {
    const { drill, config, sandbox } = await stage();
    await drill.runOnce();

    await drill.faults.begin(parseFault(`secret:deleted=baseten/${NAME}`, config));
    expect(await drill.pulls()).toEqual({ working: 1, failing: [`baseten ${NAME}`] });

    sandbox.clock.advance(3 * 3_600_000);
    await drill.runOnce();
    expect(await drill.pulls()).toEqual({ working: 2, failing: [] });
  });

  test.each([
    ['a platform', '{ type: runpod, apiKey: { from: env, id: K } }'],
    [
      'a service of registries.yml',
      '{ type: http, url: "https://api.acme.example", find: { request: GET /items, where: { /name: "{name}" }, id: /id }, create: { request: POST /items, json: { name: "{name}", value: "{value}" } }, write: { request: "PUT /items/{id}", json: { value: "{value}" } } }',
    ],
  ])('that deletes a secret of %s is repaired by the next run', async (_, backend) => {
    const { drill, config, sandbox } = await stage(`
backends: { there: ${backend} }
registries: [{ host: ${HOST}, image: 'models/llama:prod', publish: [{ backend: there, name: ecr }] }]
`);
    await drill.runOnce();
    expect(await drill.pulls()).toEqual({ working: 1, failing: [] });

    await drill.faults.begin(parseFault('secret:deleted=there/ecr', config));
    expect(await drill.pulls()).toEqual({ working: 0, failing: ['there ecr'] });

    sandbox.clock.advance(3 * 3_600_000);
    await drill.runOnce();
    expect(await drill.pulls()).toEqual({ working: 1, failing: [] });
  });

  test('that mints short tokens makes the gate keep the old one', async () => {
    const { drill, config, sandbox } = await stage();
    await drill.runOnce();
    const before = sandbox.secret(NAME)?.value;

    await drill.faults.begin(parseFault('tokens:40min', config));
    sandbox.clock.advance(3 * 3_600_000);
    await drill.runOnce();

    expect(sandbox.secret(NAME)?.value).toBe(before);
    expect(kindsIn(drill.story.events)).toContain('kept');
  });

  test('that is lifted is over', async () => {
    const { drill, config, sandbox } = await stage();
    await drill.faults.begin(parseFault('registry:denied', config));
    await drill.faults.begin(parseFault('clock:+2h', config));
    expect(drill.faults.active.map(({ id }) => id)).toEqual([1, 2]);

    drill.faults.liftAll();
    await drill.runOnce();

    expect(drill.faults.active).toEqual([]);
    const { value = '' } = sandbox.secret(NAME) ?? {};
    expect(await sandbox.pull(HOST, 'models/llama', 'prod', value)).toMatchObject({ pulled: true });
  });
});
