import { describe, expect, test } from 'vitest';
import { portableTemplate } from '../../lib/deployment/portable-template.ts';

const lambda = {
  Type: 'AWS::Lambda::Function',
  Properties: { Handler: 'a', Code: { S3Bucket: { Ref: 'ServerlessDeploymentBucket' }, S3Key: 'x' } },
};
const PACKAGED = {
  AWSTemplateFormatVersion: '2010-09-09',
  Resources: {
    ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket' },
    ServerlessDeploymentBucketPolicy: { Type: 'AWS::S3::BucketPolicy' },
    RefreshEcrLambdaFunction: lambda,
    FailureQueue: { Type: 'AWS::SQS::Queue' },
  },
  Outputs: {
    ServerlessDeploymentBucketName: { Value: { Ref: 'ServerlessDeploymentBucket' } },
    FailureQueueUrl: { Value: { Ref: 'FailureQueue' } },
  },
};

describe('a template for other tools', () => {
  test('takes the place of the code as parameters, and makes no bucket', () => {
    const template = portableTemplate(PACKAGED);
    expect(template).toMatchObject({
      AWSTemplateFormatVersion: '2010-09-09',
      Parameters: { CodeBucket: { Type: 'String' }, CodeKey: { Default: 'pullkeeper.zip' } },
      Resources: {
        RefreshEcrLambdaFunction: {
          Properties: { Handler: 'a', Code: { S3Bucket: { Ref: 'CodeBucket' }, S3Key: { Ref: 'CodeKey' } } },
        },
        FailureQueue: { Type: 'AWS::SQS::Queue' },
      },
      Outputs: { FailureQueueUrl: expect.anything() },
    });
    expect(JSON.stringify(template)).not.toContain('ServerlessDeploymentBucket');
  });

  test.each([undefined, null, [], {}, { Resources: [] }])('cannot be made of %j', (value) =>
    expect(() => portableTemplate(value)).toThrow('not a packaged template'),
  );
});
