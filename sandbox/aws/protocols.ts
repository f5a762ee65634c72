import { randomUUID } from 'node:crypto';
import type { Answer, Request } from '../http.ts';
import type { Dialect } from '../serve-call.ts';
import { AwsError, validationError } from './error.ts';

/** How a service puts results and errors on the wire. */
export interface Protocol extends Dialect {
  result(operation: string, output: object | undefined): Answer;
  refusal(error: AwsError): Answer;
}

const tooFast = () => new AwsError('ThrottlingException', 'Rate exceeded');

const explicitDeny = () =>
  new AwsError(
    'AccessDeniedException',
    'User is not authorized to perform this action with an explicit deny in a service control policy',
  );

const quotation = ({ body }: Request) =>
  validationError(`Value '${body.toString()}' at 'request' failed to satisfy constraint`);

/** AWS JSON 1.1: ECR, ECR Public, Secrets Manager. */
export const json: Protocol = jsonOf({
  version: '1.1',
  throttling: tooFast(),
  spelling: (code) => ({ type: code, headers: { 'x-amzn-errortype': code } }),
});

/** What DynamoDB's own model has; the errors that every service has come from the framework before it. */
const DYNAMODB_ERRORS = /^(ConditionalCheckFailed|ProvisionedThroughputExceeded|ResourceNotFound)Exception$/;

/** AWS JSON 1.0: DynamoDB. Its errors have their full names, in the body only. */
export const json10: Protocol = jsonOf({
  version: '1.0',
  throttling: new AwsError(
    'ProvisionedThroughputExceededException',
    'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  ),
  spelling: (code) => ({
    type: `${DYNAMODB_ERRORS.test(code) ? 'com.amazonaws.dynamodb.v20120810' : 'com.amazon.coral.service'}#${code}`,
    headers: {},
  }),
});

interface JsonSpelling {
  version: '1.0' | '1.1';
  throttling: AwsError;
  spelling(code: string): { type: string; headers: Record<string, string> };
}

function jsonOf({ version, throttling, spelling }: JsonSpelling): Protocol {
  const protocol: Protocol = {
    result: (_operation, output) =>
      jsonAnswer(version, 200, output === undefined ? '' : JSON.stringify(output)),
    refusal: ({ code, message, status }) => {
      const { type, headers } = spelling(code);
      const answer = jsonAnswer(version, status, JSON.stringify({ __type: type, message }));
      return { ...answer, headers: { ...answer.headers, ...headers }, outcome: code };
    },
    throttled: () => protocol.refusal(throttling),
    denied: () => protocol.refusal(explicitDeny()),
    quoting: (request) => protocol.refusal(quotation(request)),
  };
  return protocol;
}

/** AWS Query, which answers in XML: STS, IAM. */
export const query: Protocol = {
  result: (operation, output = {}) => {
    const requestId = randomUUID();
    const content = { [`${operation}Result`]: output, ResponseMetadata: { RequestId: requestId } };
    return xmlAnswer(200, requestId, `${operation}Response`, content);
  },
  refusal: (error) => {
    const requestId = randomUUID();
    const { code, status } = QUERY_SPELLING.get(error.code) ?? error;
    const content = { Error: { Type: 'Sender', Code: code, Message: error.message }, RequestId: requestId };
    return { ...xmlAnswer(status, requestId, 'ErrorResponse', content), outcome: code };
  },
  throttled: () => query.refusal(tooFast()),
  denied: () => query.refusal(explicitDeny()),
  quoting: (request) => query.refusal(quotation(request)),
};

/** The errors that every AWS service has are named and numbered otherwise in the query protocol. */
const QUERY_SPELLING: ReadonlyMap<string, { code: string; status: number }> = new Map([
  ['AccessDeniedException', { code: 'AccessDenied', status: 403 }],
  ['ExpiredTokenException', { code: 'ExpiredToken', status: 403 }],
  ['IncompleteSignatureException', { code: 'IncompleteSignature', status: 400 }],
  ['InvalidSignatureException', { code: 'SignatureDoesNotMatch', status: 403 }],
  ['MissingAuthenticationTokenException', { code: 'MissingAuthenticationToken', status: 403 }],
  ['NoSuchEntityException', { code: 'NoSuchEntity', status: 404 }],
  ['ThrottlingException', { code: 'Throttling', status: 400 }],
  ['UnknownOperationException', { code: 'InvalidAction', status: 400 }],
  ['UnrecognizedClientException', { code: 'InvalidClientTokenId', status: 403 }],
  ['ValidationException', { code: 'ValidationError', status: 400 }],
]);

function jsonAnswer(version: string, status: number, body: string): Answer {
  return {
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': randomUUID() },
    body,
  };
}

function xmlAnswer(status: number, requestId: string, root: string, content: object): Answer {
  const xmlns = 'https://sts.amazonaws.com/doc/2011-06-15/';
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: `<${root} xmlns="${xmlns}">${elements(content)}</${root}>\n`,
  };
}

function elements(content: object): string {
  const members = Object.entries(content).filter(([, value]) => value !== undefined);
  return members.map(([name, value]) => `<${name}>${element(value)}</${name}>`).join('');
}

function element(value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => `<member>${element(each)}</member>`).join('');
  return typeof value === 'object' && value !== null ? elements(value) : escapeXml(String(value));
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
