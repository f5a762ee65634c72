import { randomUUID } from 'node:crypto';
import type { Dialect } from '../attend.ts';
import type { Answer, Request } from '../http.ts';
import { AwsError, validationError } from './error.ts';

/** How a service puts results and errors on the wire. */
export interface Protocol extends Dialect {
  result(operation: string, output: object | undefined): Answer;
  refusal(error: AwsError): Answer;
}

const tooFast = () => new AwsError('ThrottlingException', 'Rate exceeded');

const quotation = ({ body }: Request) =>
  validationError(`Value '${body.toString()}' at 'request' failed to satisfy constraint`);

/** AWS JSON 1.1: ECR, ECR Public, Secrets Manager. */
export const json: Protocol = {
  result: (_operation, output) => jsonAnswer(200, output === undefined ? '' : JSON.stringify(output)),
  refusal: ({ code, message, status }) => {
    const { headers, body } = jsonAnswer(status, JSON.stringify({ __type: code, message }));
    return { status, headers: { ...headers, 'x-amzn-errortype': code }, body, outcome: code };
  },
  throttled: () => json.refusal(tooFast()),
  quoting: (request) => json.refusal(quotation(request)),
};

/** AWS Query, which answers in XML: STS. */
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
  quoting: (request) => query.refusal(quotation(request)),
};

/** The errors that every AWS service has are named and numbered otherwise in the query protocol. */
const QUERY_SPELLING: ReadonlyMap<string, { code: string; status: number }> = new Map([
  ['AccessDeniedException', { code: 'AccessDenied', status: 403 }],
  ['ExpiredTokenException', { code: 'ExpiredToken', status: 403 }],
  ['IncompleteSignatureException', { code: 'IncompleteSignature', status: 400 }],
  ['InvalidSignatureException', { code: 'SignatureDoesNotMatch', status: 403 }],
  ['MissingAuthenticationTokenException', { code: 'MissingAuthenticationToken', status: 403 }],
  ['ThrottlingException', { code: 'Throttling', status: 400 }],
  ['UnknownOperationException', { code: 'InvalidAction', status: 400 }],
  ['UnrecognizedClientException', { code: 'InvalidClientTokenId', status: 403 }],
  ['ValidationException', { code: 'ValidationError', status: 400 }],
]);

function jsonAnswer(status: number, body: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() },
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
  return typeof value === 'object' && value !== null ? elements(value) : escapeXml(String(value));
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
