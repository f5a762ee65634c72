import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { problemsOf } from './problems.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const policies = (text: string) => compile(text, 'registries.yml').registries.map(({ probe }) => probe);

test('every registry is asked, unless it or the whole file says otherwise; the default is not written down', () => {
  const registries = `registries:\n  - { host: ${ECR}, publish: [file] }\n  - { host: public.ecr.aws, probe: off, publish: [file] }\n`;
  expect(policies(registries)).toEqual([undefined, 'off']);
  expect(policies(`probe: require\n${registries}`)).toEqual(['require', 'off']);
  expect(policies(`probe: off\nregistries: [{ host: ${ECR}, probe: prefer, publish: [file] }]`)).toEqual([
    undefined,
  ]);
});

describe('what can never be proved is not to be required', () => {
  const raw = (probe: string) =>
    `  - { host: ghcr.io, credentials: { password: { from: env, id: A } }, ${probe}publish: [{ backend: file, name: a, format: raw }] }\n`;
  const local = (host: string) =>
    `  - { host: '${host}', probe: require, credentials: { username: a, password: { from: env, id: A } }, publish: [file] }\n`;

  test.each<[what: string, text: string, problems: string[]]>([
    ['of what has no user name', `registries:\n${raw('probe: require, ')}`, ['2:78 nothing-to-probe']],
    ['of the same, by the whole file', `probe: require\nregistries:\n${raw('')}`, ['3:13 nothing-to-probe']],
    ['of this machine', `registries:\n${local('localhost:5000')}`, ['2:38 nothing-to-probe']],
    ['of a private address', `registries:\n${local('[fd00::1]:5000')}`, ['2:38 nothing-to-probe']],
    ['but of a public address', `registries:\n${local('9.9.9.9:5000')}`, []],
    ['but where it is turned off', `probe: require\nregistries:\n${raw('probe: off, ')}`, []],
    ['but where it is only preferred', `registries:\n${raw('')}`, []],
  ])('%s', (_, text, problems) => expect(problemsOf(text)).toEqual(problems));
});

test('another word for it is refused, and the nearest named', () => {
  expect(problemsOf(`registries: [{ host: ${ECR}, probe: required, publish: [file] }]`)).toEqual([
    '1:75 wrong-value',
  ]);
});
