// The floor: what has to be done at the very least, by hand: sign, mint, put, over one kept connection. No retry, no
// other region, no proxy, no role, no check of whose secret it is, no ledger, no report.
import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

const {
  AWS_ENDPOINT_URL,
  AWS_ACCESS_KEY_ID,
  AWS_SECRET_ACCESS_KEY,
  AWS_SESSION_TOKEN,
  AWS_REGION,
  SECRET_NAME,
} = process.env;
const { host, hostname, port } = new URL(AWS_ENDPOINT_URL);
const agent = new Agent({ keepAlive: true });

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

function call(service, target, input) {
  const body = JSON.stringify(input);
  const time = `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const scope = `${time.slice(0, 8)}/${AWS_REGION}/${service}/aws4_request`;
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    host,
    'x-amz-date': time,
    ...(AWS_SESSION_TOKEN && { 'x-amz-security-token': AWS_SESSION_TOKEN }),
    'x-amz-target': target,
  };
  const names = Object.keys(headers).join(';');
  const canonical = [
    'POST\n/\n',
    ...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
    `\n${names}\n${sha256(body)}`,
  ].join('\n');
  const key = scope.split('/').reduce(hmac, `AWS4${AWS_SECRET_ACCESS_KEY}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString('hex');
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return new Promise((resolve, reject) => {
    const sent = request({ agent, hostname, port, method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () =>
        response.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new Error(text)),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const { authorizationData } = await call(
  'ecr',
  'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
  {},
);
const value = authorizationData[0].authorizationToken;
await call('secretsmanager', 'secretsmanager.PutSecretValue', {
  SecretId: SECRET_NAME,
  SecretString: value,
  ClientRequestToken: sha256(value),
});
agent.destroy();
