import { expect, test } from 'vitest';
import { refreshEcr } from '../../functions/refresh-ecr.ts';
import type { Config } from '../../lib/config/config.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { lambdaContext } from '../../scripts/rehearsal/invoke.ts';
import { rehearse } from '../rehearse.ts';

const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const NAME = `DOCKER_REGISTRY_${HOST}`;

const publishedIn = (region: string, alias = 'aws') => `
backends: { ${alias}: { type: aws-secrets-manager, region: ${region} } }
registries: [{ host: ${HOST}, publish: [${alias}] }]
`;
const outcomes = ({ publications }: { publications: { outcome: string }[] }) =>
  publications.map(({ outcome }) => outcome);

test('a backend that was moved is written at once, and one that was renamed is left as it is', async () => {
  const { config, machine, report, sandbox } = await rehearse(publishedIn('us-east-1'));
  const reportOn = (other: Config) => refreshEcr(other, machine)({}, lambdaContext('refreshEcr'));
  expect(outcomes(await report())).toEqual(['published']);

  const renamed = compile(publishedIn('us-east-1', 'renamed'), 'registries.yml');
  expect(outcomes(await reportOn(renamed))).toEqual(['fresh']);

  const moved = compile(publishedIn('eu-west-1'), 'registries.yml');
  expect(outcomes(await reportOn(moved))).toEqual(['published']);
  expect(sandbox.secret(NAME, 'eu-west-1')).toBeDefined();
  expect(outcomes(await reportOn(config))).toEqual(['fresh']);
});

test('a row of an older pullkeeper is ignored: its id does not say where the secret was written', async () => {
  const { clock, machine, report } = await rehearse(publishedIn('us-east-1'));
  const now = clock.now().toISOString();
  const published = {
    host: HOST,
    format: 'docker-auth',
    fingerprint: 'f',
    mintedAt: now,
    publishedAt: now,
  } as const;
  await machine.ledger.record({ id: `aws/${NAME}`, published });
  expect(outcomes(await report())).toEqual(['published']);
});
