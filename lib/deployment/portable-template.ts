import { Failure } from '../failure.ts';
import { isJsonObject, type JsonObject } from '../json.ts';

/** The resources that serverless uses for its own uploads. A template with a separate bucket does not need them. */
const OWN_BUCKET = ['ServerlessDeploymentBucket', 'ServerlessDeploymentBucketPolicy'];

const PARAMETERS = {
  CodeBucket: {
    Type: 'String',
    Description: 'The bucket that holds the code of the functions, in this region',
  },
  CodeKey: { Type: 'String', Default: 'pullkeeper.zip', Description: 'The key of the code in that bucket' },
};

/** Returns a packaged template with the place of the code as parameters, for tools other than serverless. */
export function portableTemplate(template: unknown): JsonObject {
  if (!isJsonObject(template) || !isJsonObject(template.Resources)) throw notATemplate();
  const { Parameters, Outputs } = template;
  const kept = Object.entries(template.Resources).filter(([id]) => !OWN_BUCKET.includes(id));
  return {
    ...template,
    Parameters: { ...(isJsonObject(Parameters) && Parameters), ...PARAMETERS },
    Resources: Object.fromEntries(kept.map(([id, resource]) => [id, withCode(resource)])),
    ...(isJsonObject(Outputs) && { Outputs: withoutBucket(Outputs) }),
  };
}

function withCode(resource: unknown): unknown {
  if (
    !isJsonObject(resource) ||
    resource.Type !== 'AWS::Lambda::Function' ||
    !isJsonObject(resource.Properties)
  )
    return resource;
  const Code = { S3Bucket: { Ref: 'CodeBucket' }, S3Key: { Ref: 'CodeKey' } };
  return { ...resource, Properties: { ...resource.Properties, Code } };
}

function withoutBucket(outputs: JsonObject): JsonObject {
  const kept = Object.entries(outputs).filter(
    ([, output]) => !OWN_BUCKET.some((id) => JSON.stringify(output).includes(`{"Ref":"${id}"}`)),
  );
  return Object.fromEntries(kept);
}

function notATemplate(): Failure {
  return new Failure('invalid', 'the file is not a packaged template', {
    hint: 'run npx serverless package first',
  });
}
