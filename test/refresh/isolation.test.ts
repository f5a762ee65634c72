import { describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../../lib/refresh/report.ts';
import { type FaultRule, hang } from '../../sandbox/faults.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { HASTE, inHaste } from '../haste.ts';
import { rehearse } from '../rehearse.ts';
import { isThorough } from '../reliability-page.ts';

const HOUR = 3_600_000;
const RUN_MS = 300_000;
const REGIONS = ['us-east-1', 'eu-west-1'];
const PLACES = ['us', 'eu', 'baseten'];

interface Host {
  host: string;
  roleArn: string | undefined;
}

/** Every second host of each region is minted for by the role of an account of its own. */
function hostsFor(publications: number): Host[] {
  return Array.from({ length: Math.ceil(publications / PLACES.length) }, (_, index) => {
    const account = String(111_000_000_000 + index);
    return {
      host: `${account}.dkr.ecr.${REGIONS[index % 2]}.amazonaws.com`,
      roleArn: index % 4 < 2 ? undefined : `arn:aws:iam::${account}:role/pull-only`,
    };
  });
}

function registriesFor(hosts: readonly Host[]): string {
  const roles = hosts.flatMap(({ roleArn }, index) =>
    roleArn === undefined ? [] : `  r${index}: { type: aws-role, roleArn: '${roleArn}' }`,
  );
  const lines = hosts.map(({ host, roleArn }, index) => {
    const identity = roleArn === undefined ? '' : `identity: r${index}, `;
    return `  - { host: ${host}, ${identity}image: 'models/llama:prod', publish: [${PLACES.join(', ')}] }`;
  });
  return `
backends:
  us: { type: aws-secrets-manager, region: us-east-1 }
  eu: { type: aws-secrets-manager, region: eu-west-1 }
  baseten: { type: baseten, apiKey: { from: env, id: BASETEN_API_KEY } }
identities:
${roles.join('\n')}
registries:
${lines.join('\n')}
`;
}

interface Hang {
  title: string;
  rules: (hosts: readonly Host[]) => Omit<FaultRule, 'fault'>[];
  reaches: (outcome: Outcome, host: Host) => boolean;
}

const nobody = () => false;

const HANGS: Hang[] = [
  {
    title: 'Baseten',
    rules: () => [{ service: 'baseten' }],
    reaches: ({ backend }) => backend === 'baseten',
  },
  {
    title: 'AWS Secrets Manager in one region',
    rules: () => [{ service: 'secretsmanager', region: 'eu-west-1' }],
    reaches: ({ backend }) => backend === 'eu',
  },
  {
    title: 'STS for the roles of one region',
    rules: (hosts) =>
      hosts.flatMap(({ host, roleArn }) =>
        roleArn !== undefined && host.includes('us-east-1') ? { service: 'sts', about: roleArn } : [],
      ),
    reaches: ({ host }, { roleArn }) => roleArn !== undefined && host.includes('us-east-1'),
  },
  {
    title: 'ECR in one region',
    rules: () => [{ service: 'ecr', region: 'eu-west-1' }],
    reaches: ({ host }) => host.includes('eu-west-1'),
  },
  { title: 'the ledger', rules: () => [{ service: 'dynamodb' }], reaches: nobody },
  { title: 'every registry', rules: () => [{ service: 'registry' }], reaches: nobody },
  {
    title: 'the registry of one host',
    rules: ([first]) => [{ service: 'registry', host: first?.host ?? '' }],
    reaches: nobody,
  },
];

describe.each(HANGS)('while $title hangs', ({ rules, reaches }) => {
  test.each([12, ...(isThorough ? [99] : [])])(
    'everything else of %d publications is published in every run',
    { timeout: 100_000 },
    async (size) => {
      vi.stubEnv('PULLKEEPER_TABLE', LEDGER_TABLE.name);
      const hosts = hostsFor(size);
      const byHost = new Map(hosts.map((each) => [each.host, each]));
      const { clock, report, sandbox } = await rehearse(registriesFor(hosts));
      for (const rule of rules(hosts)) sandbox.faults.add({ ...rule, fault: hang, times: 100_000 });

      for (const round of [1, 2]) {
        const startedAt = performance.now();
        const { publications } = await inHaste(() => report({}, RUN_MS));
        expect(performance.now() - startedAt, `run ${round}`).toBeLessThan(RUN_MS / HASTE / 2);
        expect(publications).toHaveLength(hosts.length * PLACES.length);
        for (const outcome of publications) {
          const isReached = reaches(outcome, byHost.get(outcome.host) ?? { host: '', roleArn: undefined });
          expect(outcome, `run ${round}`).toMatchObject({ outcome: isReached ? 'failed' : 'published' });
        }
        clock.advance(3 * HOUR);
      }
    },
  );
});
