import { createServer, type RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { alarmsFor } from '../../lib/deployment/alarms/alarms.ts';
import { alertOf, bodyFor, parseAlertTarget, postAlert } from '../../lib/serve/alert.ts';

const CONFIG = compile('registries: [{ host: public.ecr.aws, publish: [file] }]', 'registries.yml');
const [alarm] = alarmsFor(CONFIG, { service: 'pullkeeper', stage: 'serve', region: '' });
const AT = new Date('2026-11-28T03:00:00Z');
const KEY = ['pagerduty', 'key', '0123456789'].join('-');

const alert = (state: 'ALARM' | 'OK') => {
  if (alarm === undefined) return expect.fail('this config has alarms');
  return alertOf({ alarm, state }, AT);
};

function target(text: string) {
  return parseAlertTarget(text, {}) ?? expect.fail(`${text} is a target`);
}

async function serverThat(handle: RequestListener) {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/secret-path`;
}

describe('an alert', () => {
  test('has the same id when an alarm begins and when it ends, and the first thing to do', () => {
    expect(alert('ALARM')).toMatchObject({
      id: 'pullkeeper-refreshEcr-errors',
      kind: 'errors',
      at: '2026-11-28T03:00:00.000Z',
      first: expect.stringContaining('pullkeeper refresh'),
    });
    expect(alert('OK').id).toBe(alert('ALARM').id);
    expect(JSON.stringify(alert('ALARM'))).not.toContain('serverless');
  });

  test("comes in Slack's shape and in PagerDuty's", () => {
    const slack = bodyFor(target('slack:https://hooks.example/services/x'), alert('ALARM'));
    expect(slack).toEqual({ text: expect.stringContaining('*ALARM: pullkeeper-refreshEcr-errors*') });
    const pager = (state: 'ALARM' | 'OK') => bodyFor(target(`pagerduty:${KEY}`), alert(state));
    expect(pager('ALARM')).toMatchObject({
      routing_key: KEY,
      event_action: 'trigger',
      dedup_key: 'pullkeeper-refreshEcr-errors',
      payload: { severity: 'critical', source: 'pullkeeper', timestamp: '2026-11-28T03:00:00.000Z' },
    });
    expect(pager('OK')).toMatchObject({ event_action: 'resolve', dedup_key: 'pullkeeper-refreshEcr-errors' });
  });

  test.each(['', 'slack:', 'slack:hooks', 'ftp://a', 'pagerduty:', 'pagerduty:a b', 'https://'])(
    'is not posted to %j',
    (text) => expect(parseAlertTarget(text, {})).toBeUndefined(),
  );

  test('is posted again when the service did not take it at first', async () => {
    let count = 0;
    const url = await serverThat((_request, response) => {
      count++;
      response.writeHead(count === 1 ? 503 : 202).end();
    });
    await postAlert(target(url), alert('ALARM'), AbortSignal.timeout(50_000));
    expect(count).toBe(2);
  });

  test('that is refused says so without the address or the key', async () => {
    const url = await serverThat((_request, response) => void response.writeHead(404).end());
    const failure = await postAlert(target(url), alert('ALARM'), AbortSignal.timeout(50_000)).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ kind: 'invalid' });
    expect(inspect([failure, target(url), target(`pagerduty:${KEY}`)], { depth: 9 })).not.toMatch(
      /secret-path|0123456789/,
    );
  });
});
