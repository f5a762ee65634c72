import { once } from 'node:events';
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newCertificate } from '../real/certificate.ts';
import { missingOf, unless } from '../real/tool.ts';
import { ask } from './ask.ts';

const HOST = 'registry.example.com';
const missing = missingOf('openssl');

describe.skipIf(missing.length > 0)(`a certificate${unless(missing)}`, () => {
  const heard: (string | undefined)[] = [];
  let certificate = '';
  let elsewhere = '';
  let stop = () => {};

  beforeAll(async () => {
    const made = newCertificate(HOST);
    certificate = made.certificate;
    const server = createServer({ key: made.key, cert: certificate }, ({ headers }, response) => {
      heard.push(headers.authorization);
      response.writeHead(headers.authorization === undefined ? 401 : 200, {
        'www-authenticate': 'Basic realm="r"',
      });
      response.end('{}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    elsewhere = `https://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
    stop = () => {
      server.close();
      server.closeAllConnections();
    };
  });
  afterAll(() => stop());

  test('that nobody vouches for ends the probe before anything is said', async () => {
    expect(await ask({ host: HOST, pair: 'bot:right', rehearsalUrl: elsewhere })).toMatchObject({
      verdict: 'unreachable',
      refused: false,
      cause: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
    });
    expect(heard).toEqual([]);
  });

  test('must be for the host that was meant', async () => {
    const trusted = getCACertificates('default');
    setDefaultCACertificates([...trusted, certificate]);
    try {
      expect(
        await ask({ host: 'other.example.com', pair: 'bot:right', rehearsalUrl: elsewhere }),
      ).toMatchObject({
        verdict: 'unreachable',
        cause: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
      });
      expect(heard).toEqual([]);
      expect(await ask({ host: HOST, pair: 'bot:right', rehearsalUrl: elsewhere })).toEqual({
        verdict: 'signs-in',
      });
      expect(heard).toHaveLength(2);
    } finally {
      setDefaultCACertificates(trusted);
    }
  });
});
