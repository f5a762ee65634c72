import { retry, TransientError } from '../async/retry.ts';
import { Failure } from '../failure.ts';
import { Secret } from '../secrecy/secret.ts';
import type { AlarmChange } from './alarm-evaluator.ts';

/** The address for alerts: the user's own, or a service with its own format. */
export interface AlertTarget {
  kind: 'webhook' | 'slack' | 'pagerduty';
  /** May contain a key, as Slack's does, so it is never printed. */
  url: Secret;
  /** PagerDuty's integration key. */
  key?: Secret;
}

/** https://developer.pagerduty.com/docs/send-alert-event */
const PAGERDUTY = 'https://events.pagerduty.com/v2/enqueue';

/** Reads `URL`, `slack:URL` or `pagerduty:KEY`; undefined for anything else. */
export function parseAlertTarget(text: string, env: NodeJS.ProcessEnv): AlertTarget | undefined {
  const [, key] = /^pagerduty:([\w-]{8,64})$/.exec(text) ?? [];
  if (key !== undefined) {
    const { PULLKEEPER_PAGERDUTY_URL: url = PAGERDUTY } = env;
    return { kind: 'pagerduty', url: new Secret(url), key: new Secret(key) };
  }
  const isSlack = text.startsWith('slack:');
  const url = isSlack ? text.slice('slack:'.length) : text;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return undefined;
  return { kind: isSlack ? 'slack' : 'webhook', url: new Secret(url) };
}

interface Alert {
  /** The same for the beginning and the end of an alarm. */
  id: string;
  kind: string;
  of: readonly string[];
  state: AlarmChange['state'];
  at: string;
  says: string;
  first: string;
}

/** The posted text: names, numbers and our own words. */
export function alertOf({ alarm, state }: AlarmChange, at: Date): Alert {
  const { kind, of, description } = alarm;
  const [says = ''] = description.split('\n\n');
  return {
    id: ['pullkeeper', ...of, kind].join('-').replaceAll(' ', ''),
    kind,
    of,
    state,
    at: at.toISOString(),
    says,
    first:
      'pullkeeper status shows the secrets in danger; the log of this process has the reason. To retry: pullkeeper refresh',
  };
}

/** Formats the body for the target. */
export function bodyFor({ kind, key }: AlertTarget, alert: Alert): unknown {
  const title = `${alert.state === 'ALARM' ? 'ALARM' : 'OK again'}: ${alert.id}`;
  switch (kind) {
    case 'webhook':
      return alert;
    case 'slack':
      return { text: alert.state === 'ALARM' ? `*${title}*\n${alert.says}\n${alert.first}` : `*${title}*` };
    case 'pagerduty':
      return {
        routing_key: key?.reveal(),
        event_action: alert.state === 'ALARM' ? 'trigger' : 'resolve',
        dedup_key: alert.id,
        payload: {
          summary: `${title}: ${alert.says}`.slice(0, 1_024), // a newer alert replaces it
          source: 'pullkeeper',
          severity: 'critical',
          timestamp: alert.at,
          custom_details: { first: alert.first },
        },
      };
  }
}

const ATTEMPT_MS = 10_000;
const POST_MS = 60_000;

const HINT = 'check the address given with --alert, and the network path to it';

/** Posts an alert. Retries if the service does not answer. */
export function postAlert(target: AlertTarget, alert: Alert, signal: AbortSignal): Promise<void> {
  return retry(() => attempt(target, alert, signal), { withinMs: POST_MS, signal });
}

async function attempt(target: AlertTarget, alert: Alert, signal: AbortSignal): Promise<void> {
  const status = await statusOfPost(target, alert, signal);
  if (status >= 200 && status < 300) return;
  const failure = new Failure('invalid', `the alert was refused with status ${status}`, { hint: HINT });
  throw status === 429 || status >= 500 ? new TransientError(failure) : failure;
}

/** The error of a fetch contains the address, which may contain a key, so the error is dropped. */
async function statusOfPost(target: AlertTarget, alert: Alert, signal: AbortSignal): Promise<number> {
  try {
    const response = await fetch(target.url.reveal(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(bodyFor(target, alert)),
      redirect: 'error', // a redirect would send the key to another server
      signal: AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    throw new TransientError(new Failure('unavailable', 'the alert could not be posted', { hint: HINT }));
  }
}
