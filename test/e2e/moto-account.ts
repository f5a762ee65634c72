import type { Moto } from '../moto.ts';

/** What CloudFormation says that it has made. */
export interface StackResource {
  id: string;
  type: string;
  physicalId: string;
}

interface Listing {
  service: string;
  method?: string;
  path?: string;
  target?: string;
  body?: string;
}

/** How the services themselves say what stands in the account, by the type that CloudFormation knows it by. */
const LISTINGS: Record<string, Listing> = {
  'AWS::DynamoDB::Table': { service: 'dynamodb', target: 'DynamoDB_20120810.ListTables', body: '{}' },
  'AWS::Events::Rule': { service: 'events', target: 'AWSEvents.ListRules', body: '{}' },
  'AWS::IAM::Role': { service: 'iam', body: 'Action=ListRoles&Version=2010-05-08' },
  'AWS::Lambda::Function': { service: 'lambda', method: 'GET', path: '/2015-03-31/functions' },
  'AWS::Logs::LogGroup': { service: 'logs', target: 'Logs_20140328.DescribeLogGroups', body: '{}' },
  'AWS::S3::Bucket': { service: 's3', method: 'GET' },
  'AWS::SNS::Topic': { service: 'sns', body: 'Action=ListTopics&Version=2010-03-31' },
  'AWS::SQS::Queue': { service: 'sqs', body: 'Action=ListQueues&Version=2012-11-05' },
};

/** The account that moto imitates, asked without an SDK: each service in the protocol that it has. */
export class MotoAccount {
  readonly #url: string;

  constructor({ url }: Moto) {
    this.#url = url;
  }

  /** Stores a file in a bucket, which it makes first. */
  async store(bucket: string, key: string, body: string | Uint8Array<ArrayBuffer>): Promise<void> {
    await fetch(`${this.#url}/${bucket}`, { method: 'PUT' });
    const { ok, status } = await fetch(`${this.#url}/${bucket}/${key}`, { method: 'PUT', body });
    if (!ok) throw new Error(`moto answers ${status} to ${bucket}/${key}`);
  }

  /** Makes a stack of the template in this bucket, as `aws cloudformation deploy` does. */
  async createStack(stack: string, bucket: string, key: string): Promise<string> {
    const body = new URLSearchParams({
      Action: 'CreateStack',
      Version: '2010-05-15',
      StackName: stack,
      TemplateURL: `https://${bucket}.s3.amazonaws.com/${key}`,
      'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
      'Parameters.member.1.ParameterKey': 'CodeBucket',
      'Parameters.member.1.ParameterValue': bucket,
    });
    return this.#ask({ service: 'cloudformation', body: `${body}` });
  }

  async stackResources(stack: string): Promise<StackResource[]> {
    const body = `Action=DescribeStackResources&Version=2010-05-15&StackName=${stack}`;
    const answer = await this.#ask({ service: 'cloudformation', body });
    return [...answer.matchAll(/<member>.*?<\/member>/gs)].map(([member]) => ({
      id: element(member, 'LogicalResourceId'),
      type: element(member, 'ResourceType'),
      physicalId: element(member, 'PhysicalResourceId'),
    }));
  }

  /** Of these resources, those that the service itself does not have; what cannot be asked for is taken to be there. */
  async missing(resources: readonly StackResource[]): Promise<StackResource[]> {
    const standing = await this.everything();
    // CloudFormation has a queue by its address at AWS, SQS by its address here: both end in its name.
    const nameOf = (physicalId: string) => physicalId.slice(physicalId.lastIndexOf('/') + 1);
    return resources.filter(
      ({ type, physicalId }) => standing.get(type)?.includes(nameOf(physicalId)) === false,
    );
  }

  /** The functions as Lambda itself describes them. */
  async functions(): Promise<
    {
      FunctionName: string;
      Role: string;
      CodeSha256: string;
      Environment?: { Variables: Record<string, string> };
    }[]
  > {
    const answer = await this.#ask({ service: 'lambda', method: 'GET', path: '/2015-03-31/functions' });
    return JSON.parse(answer).Functions;
  }

  /** All that stands in the account, in the services' own words, without what differs from answer to answer. */
  async everything(): Promise<Map<string, string>> {
    const types = Object.entries(LISTINGS).map(async ([type, listing]): Promise<[string, string]> => {
      const answer = await this.#ask(listing);
      return [type, answer.replace(/<RequestId>.*?<\/RequestId>/g, '')];
    });
    return new Map(await Promise.all(types));
  }

  /** moto tells by the signature which service is meant, and does not check it. */
  async #ask({ service, method = 'POST', path = '/', target, body }: Listing): Promise<string> {
    const scope = `moto-takes-any-id/20261121/us-east-1/${service}/aws4_request`;
    const type = target === undefined ? 'application/x-www-form-urlencoded' : 'application/x-amz-json-1.1';
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
        'content-type': type,
        ...(target !== undefined && { 'x-amz-target': target }),
      },
      ...(body !== undefined && { body }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`moto answers ${response.status} for ${service}: ${answer}`);
    return answer;
  }
}

function element(xml: string, name: string): string {
  return new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml)?.[1] ?? '';
}
