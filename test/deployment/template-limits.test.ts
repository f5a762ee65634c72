import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { canarySchedules } from '../../lib/deployment/schedules.ts';
import { problemsWithNames } from '../../lib/deployment/template-limits.ts';
import { checkTemplate } from '../../sandbox/aws/cloudformation/check-template.ts';

const functionNamed = (FunctionName: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName },
});
const resources = (stage: string) => ({
  Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: `pullkeeper-${stage}-ecr-us-east-1` } },
  Function: functionNamed(`pullkeeper-${stage}-refreshArtifactRegistry`),
  Other: { Type: 'AWS::IAM::Role', Properties: { RoleName: { Ref: 'Name' } } },
});

describe('a stage', () => {
  test('of 29 characters is taken by AWS, and by packaging', () => {
    const stage = 'x'.repeat(29);
    checkTemplate(resources(stage));
    expect(problemsWithNames(resources(stage), stage)).toEqual([]);
  });

  test('of more is refused by AWS, and before that by packaging', () => {
    const stage = 'x'.repeat(32);
    expect(() => checkTemplate(resources(stage))).toThrow(/functionName/);
    expect(problemsWithNames(resources(stage), stage)).toEqual([
      expect.stringMatching(/^the stage "x{32}" is too long by 3 characters/),
    ]);
  });
});

describe('the schedule of a canary', () => {
  test.each(['15 min', '3 h', '8 d', '30 d'])(
    'is taken by EventBridge Scheduler where a run comes every %s',
    (every) => {
      const config = compile(
        `
schedule: { refreshStored: ${every} }
registries:
  - { host: ghcr.io, canary: true, credentials: { username: a, password: { from: env, id: A } }, publish: [file] }
`,
        'registries.yml',
      );
      const schedules = canarySchedules(config);
      expect(Object.keys(schedules)).toEqual(['RefreshStoredCanarySchedule']);
      checkTemplate(schedules);
    },
  );
});
