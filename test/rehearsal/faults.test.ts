import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { Failure } from '../../lib/failure.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { faultWords, parseFault, placesIn, rulesFor, WAYS } from '../../scripts/rehearsal/faults.ts';
import { ECR, MIXED } from '../web/board-server.ts';

const CONFIG = compile(MIXED, 'registries.yml');
const NAME = 'aws/DOCKER_REGISTRY_quay.io';

describe('a fault on the command line', () => {
  test.each([
    ['ecr:denied', 'ECR denies every request'],
    ['baseten:down', 'Baseten is down'],
    ['google:throttled', 'Google throttles every request'],
    ['ledger:nonsense', 'the table of the ledger answers nonsense'],
    ['registry:denied', 'every registry denies every request'],
    ['tokens:40min', 'every new token lives 40 min'],
    ['runs:lost=1', 'the next run is lost'],
    ['runs:lost=3', 'the next 3 runs are lost'],
    ['clock:+2h', 'the clock of the functions is 2 h fast'],
    ['clock:-5min', 'the clock of the functions is 5 min slow'],
    [`secret:deleted=${NAME}`, 'DOCKER_REGISTRY_quay.io is deleted from aws'],
  ])('%s: %s', (text, words) => {
    expect(faultWords(parseFault(text, CONFIG))).toBe(words);
  });

  test.each([
    '',
    'ecr',
    'ecr:tired',
    'ecrr:down',
    'fal:down',
    'tokens:40',
    'tokens:soon',
    'runs:lost=many',
    'clock:2h',
    'secret:deleted=aws/NOTHING',
    'toString:down',
    'ecr:constructor',
  ])('refuses "%s", and says what to write', (text) => {
    const wrong = () => parseFault(text, CONFIG);
    expect(wrong).toThrow(Failure);
    expect(wrong).toThrow(expect.objectContaining({ hint: expect.any(String) }));
  });

  test('makes every service fail that registries.yml depends on', async () => {
    const places = placesIn(CONFIG);
    expect(places.map(({ id }) => id)).toEqual([
      'ecr',
      'google',
      'baseten',
      'secrets-manager',
      'registry',
      'ledger',
    ]);
    for (const { id, services } of places)
      for (const how of WAYS)
        expect(rulesFor(parseFault(`${id}:${how}`, CONFIG)).map(({ service }) => service)).toEqual(services);
  });

  test('names services as the sandbox calls them', async () => {
    await using sandbox = await startSandbox();
    for (const rule of rulesFor(parseFault('registry:denied', CONFIG))) sandbox.faults.add(rule);
    sandbox.addImage({ host: ECR, repository: 'a', tag: 'b' });
    expect(await sandbox.pull(ECR, 'a', 'b', '')).toMatchObject({ pulled: false, status: 403 });
  });
});
