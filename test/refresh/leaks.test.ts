import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { RefreshFailed } from '../../lib/refresh/settle.ts';
import { printMeasurements } from '../../lib/telemetry/embedded-metrics.ts';
import { cut, echo, type FaultRule, garbage, status, throttle } from '../../sandbox/faults.ts';
import { rehearse } from '../rehearse.ts';

const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

/** The external id is a secret by reference; the file backend always works, so that what was minted is known. */
const REGISTRIES = `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  plain: { type: file, path: plain.json, format: user-password }
  docker: { type: file, path: config.json, format: docker-config-json }
identities:
  puller:
    type: aws-role
    roleArn: arn:aws:iam::111122223333:role/pull-only
    externalId: { from: env, id: ACME_EXTERNAL_ID }
registries:
  - { host: ${HOST}, identity: puller, publish: [file, plain, docker, aws, { backend: aws, name: pw, format: password }] }
  - { host: public.ecr.aws, publish: [aws] }
`;

const EXTERNAL_ID = 'canary-external-id';

/**
 * Every way in which a run speaks: what it returns or throws, its log, its figures, its ledger, and the output of the
 * process, to which the figures are printed as in Lambda.
 */
async function everythingSaid(faults: FaultRule[]) {
  vi.stubEnv('ACME_EXTERNAL_ID', EXTERNAL_ID);
  const printed: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0);
  }
  const { folder, invoke, log, measured, sandbox } = await rehearse(REGISTRIES);
  for (const fault of faults) sandbox.faults.add({ ...fault, times: 20 });

  const thrown = await invoke().catch((error: unknown) => error);
  printMeasurements(measured, { stage: 'prod', requestId: 'r' });
  vi.restoreAllMocks();

  const report = thrown instanceof RefreshFailed ? thrown.report : thrown;
  const said = [
    String(thrown),
    inspect(thrown, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
    JSON.stringify(report),
    JSON.stringify(log),
    inspect(log, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
    read(folder, 'ledger.json'),
    inspect(measured, { depth: Number.POSITIVE_INFINITY }),
    ...printed,
  ].join('\n');
  const { accessKeyId, secretAccessKey, sessionToken } = sandbox.principal.credentials;
  const own = [secretAccessKey, sessionToken ?? accessKeyId, EXTERNAL_ID];
  expect(printed.join('')).toContain('"Namespace":"pullkeeper"');
  return { said, secrets: [...own, ...publishedIn(folder)], failed: thrown instanceof RefreshFailed };
}

function publishedIn(folder: string): string[] {
  const plain = read(join(folder, process.cwd()), 'plain.json');
  const pairs: string[] = plain === '' ? [] : Object.values(JSON.parse(plain));
  return pairs.flatMap((pair) => [pair, pair.slice('AWS:'.length), Buffer.from(pair).toString('base64')]);
}

function read(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch {
    return '';
  }
}

/** Long enough to be no accident, short enough that a part of a secret is found too. */
function partsOf(secret: string): string[] {
  const length = Math.min(24, secret.length);
  return Array.from({ length: Math.ceil(secret.length / length) }, (_, index) =>
    secret.slice(index * length, (index + 1) * length),
  ).filter((part) => part.length === length);
}

const SAYS_NOTHING: [string, FaultRule[]][] = [
  ['that succeeds', []],
  ['whose secrets are echoed by the refusal to create them', [{ operation: 'CreateSecret', fault: echo }]],
  [
    'whose secrets are echoed by every answer of Secrets Manager',
    [{ service: 'secretsmanager', fault: echo }],
  ],
  ['whose external id is echoed by STS', [{ service: 'sts', fault: echo }]],
  ['throttled to the end', [{ service: 'secretsmanager', fault: throttle }]],
  ['answered with a web page', [{ service: 'secretsmanager', fault: garbage() }]],
  ['cut off while it writes', [{ operation: 'CreateSecret', fault: cut }]],
  ['before a broken service', [{ service: 'ecr', fault: status(500) }]],
];

describe('no secret is said by a run', () => {
  test.each(SAYS_NOTHING)('%s', async (_, faults) => {
    const { said, secrets, failed } = await everythingSaid(faults);

    expect(failed).toBe(faults.length > 0);
    for (const part of secrets.flatMap(partsOf)) expect(said).not.toContain(part);
  });

  test('whose token arrives in an answer that cannot be read', async () => {
    const torn = garbage('{"authorizationData":[{"authorizationToken":"canarycanarycanarycanary');
    const { said, failed } = await everythingSaid([{ operation: 'GetAuthorizationToken', fault: torn }]);

    expect(failed).toBe(true);
    expect(said.replaceAll(EXTERNAL_ID, '')).not.toMatch(/canary/);
    expect(said).toContain('the answer is not readable');
  });
});
