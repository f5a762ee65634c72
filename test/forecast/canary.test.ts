import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { forecast } from '../../lib/forecast/forecast.ts';

const forecastOf = (registries: string, canary = true) =>
  forecast(
    compile(
      `
canary: ${canary}
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  baseten: { type: baseten, apiKey: { from: env, id: KEY } }
registries: [${registries}]
`,
      'registries.yml',
    ),
  );

const US = (publish: string) =>
  `{ host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [${publish}] }`;
const OTHER = (publish: string) =>
  `{ host: 444455556666.dkr.ecr.us-east-1.amazonaws.com, publish: [${publish}] }`;

describe('what no canary sees is told by the plan', () => {
  const told = (registries: string, canary?: boolean) =>
    forecastOf(registries, canary).warnings.map(({ says }) => says);

  test('where nothing from the same mint can be read back', () => {
    expect(told(US('baseten'))).toEqual([
      'the canary cannot check DOCKER_REGISTRY_111122223333.dkr.ecr.us-east-1.amazonaws.com in baseten: the backend gives no value back, and no readable secret has the same token',
    ]);
  });

  test('and not where something can, whatever its host', () => {
    expect(told([US('baseten'), OTHER('aws')].join())).toEqual([]);
  });

  test('nor where there is no canary', () => expect(told(US('baseten'), false)).toEqual([]));
});

test('the costs have its runs and calls, where there is a canary', () => {
  const costOf = (canary: boolean) =>
    forecastOf(US('aws, baseten'), canary).costs.find(({ of }) => of === 'the canary');
  expect(costOf(true)).toMatchObject({ because: { runs: 730 / 1.5, calls: (4 * 730) / 3, alarms: 1 } });
  // An alarm, and a metric in two hours of three; the rest is less than a cent.
  expect(costOf(true)?.dollars).toBeCloseTo(0.1 + 0.2, 2);
  expect(costOf(false)).toBeUndefined();
});
