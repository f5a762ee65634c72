import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../../lib/deployment/policy/document.ts';
import { Failure } from '../../../lib/failure.ts';

const STATEMENT = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' };

describe('a policy', () => {
  test.each<[what: string, document: object]>([
    ['as a document', { Version: '2012-10-17', Statement: [STATEMENT] }],
    ['with one statement for a list', { Statement: STATEMENT }],
    ['as get-role-policy prints it', { RoleName: 'a', PolicyDocument: { Statement: [STATEMENT] } }],
    ['as get-policy-version prints it', { PolicyVersion: { Document: { Statement: [STATEMENT] } } }],
  ])('is read %s', (_, document) => {
    expect(parsePolicy(JSON.stringify(document), 'it')).toEqual([
      {
        name: 'statement 1',
        effect: 'Allow',
        actions: { patterns: ['ecr:GetAuthorizationToken'], negated: false },
        resources: { patterns: ['*'], negated: false },
      },
    ]);
  });

  test.each<[document: unknown, said: string]>([
    [[], 'it is not a policy'],
    [{ Version: '2012-10-17' }, 'it is not a policy'],
    [{ Statement: ['a'] }, 'statement 1 of it is not an object'],
    [{ Statement: [STATEMENT, { ...STATEMENT, Principal: '*' }] }, 'statement 2 of it names a principal'],
    [{ Statement: { ...STATEMENT, Effect: 'allow' } }, 'statement 1 of it has no Effect'],
    [{ Statement: { ...STATEMENT, Action: [] } }, 'statement 1 of it has no Action'],
    [{ Statement: { ...STATEMENT, Action: ['a', 1] } }, 'statement 1 of it has no Action'],
    [{ Statement: { ...STATEMENT, Resource: undefined } }, 'statement 1 of it has no Resource'],
  ])('%j is refused', (document, said) => {
    const refusal = () => parsePolicy(JSON.stringify(document), 'it');
    expect(refusal).toThrow(Failure);
    expect(refusal).toThrow(said);
  });

  test('that is not JSON is refused, and not quoted', () => {
    expect(() => parsePolicy('{ "a": canary', 'it')).toThrow('it is not JSON');
  });
});
