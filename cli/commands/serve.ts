import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openLedger, stateFolder } from '../../lib/ledger/index.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { AlarmFile } from '../../lib/serve/alarm-file.ts';
import { type AlertTarget, parseAlertTarget } from '../../lib/serve/alert.ts';
import type { AccessRules } from '../../lib/serve/guard.ts';
import { listen } from '../../lib/serve/listen.ts';
import { type ListenAddress, parseListenAddress } from '../../lib/serve/listen-address.ts';
import { type Pages, readPages } from '../../lib/serve/pages.ts';
import { Refresher } from '../../lib/serve/refresher.ts';
import { answer } from '../../lib/serve/routes.ts';
import { RunCounts } from '../../lib/serve/run-counts.ts';
import { WatchedConfig } from '../../lib/serve/watched-config.ts';
import type { Commands } from '../../lib/status/remarks.ts';
import { jsonLines } from '../../lib/telemetry/json-lines.ts';
import type { Log } from '../../lib/telemetry/log.ts';
import { textLog } from '../../lib/telemetry/text-log.ts';
import { painter } from '../../lib/text/paint.ts';
import { type Command, EXIT, type Terminal, UsageError } from '../command.ts';
import { environmentWith, LEDGER_OPTIONS } from '../ledger-place.ts';
import { commandsFor } from '../ledger-to-read.ts';
import { pagesFolder } from '../pages-folder.ts';
import { readRegistriesText } from '../registries.ts';
import { type StopSignals, stopSignals } from '../stop-signals.ts';

/** How often the timetable is checked. */
const TICK_MS = 1_000;
/** How often the registries file is checked for changes. */
const LOOK_MS = 5_000;

export const serveCommand: Command = {
  name: 'serve',
  summary: 'the board, the HTTP API, metrics and, with --refresh, the schedules, in one process',
  usage: `pullkeeper serve [--listen 127.0.0.1:8080] [--refresh] [--alert TARGET…] [--registries FILE]
                 [--stage STAGE | --table NAME] [--region REGION]

Serves the board at / and the playground at /playground. Answers /v1/validate, /v1/rules, /v1/openapi.json and /v1/status
as the deployed functions do. Answers /healthz, and /metrics for Prometheus. A changed registries file is loaded if it
compiles.

  --listen ADDRESS    where to listen; off loopback only with a token in PULLKEEPER_TOKEN, which callers send as bearer
  --refresh           refresh on the schedules of the registries file
  --alert TARGET      with --refresh, post alarms to URL, slack:URL or pagerduty:KEY (PULLKEEPER_ALERT)
  --registries FILE   another registries.yml (PULLKEEPER_REGISTRIES)
  --table NAME        remember in this table (PULLKEEPER_TABLE), not in .pullkeeper/ledger.json (PULLKEEPER_STATE)
  --stage STAGE       the table of what is deployed under this stage
  --region REGION     where that table is (AWS_REGION)

Logs JSON lines, or text on a terminal. SIGTERM or Ctrl-C lets it publish what it has minted; a second one ends it at
once. Exits with 0 when it was stopped, 2 when called wrongly, 3 when it could not begin.
`,
  async run(args, terminal) {
    const { values } = parseArgs({
      args,
      options: {
        ...LEDGER_OPTIONS,
        listen: { type: 'string', default: '127.0.0.1:8080' },
        refresh: { type: 'boolean', default: false },
        alert: { type: 'string', multiple: true },
        registries: { type: 'string' },
      },
    });
    const { listen: where, refresh, alert, registries, ...place } = values;
    const env = environmentWith(place, terminal);
    const address = parseListenAddress(where);
    if (address === undefined)
      throw new UsageError(`--listen takes ADDRESS:PORT such as 127.0.0.1:8080, not "${where}"`);
    const door = accessRules(address, env);
    const alerts = alertsOf(alert, refresh, env);
    const log = logOf(terminal);
    const config = new WatchedConfig(await readRegistriesText(terminal, registries), log);

    using signals = stopSignals();
    const pages = await readPages(pagesFolder());
    const commands = commandsFor(place, env);
    await serve(
      { address, door, alerts, refresh, env, log, config, pages, commands, now: terminal.now },
      signals,
    );
    return EXIT.clean;
  },
};

interface Serving {
  address: ListenAddress;
  door: AccessRules;
  alerts: readonly AlertTarget[];
  refresh: boolean;
  env: NodeJS.ProcessEnv;
  log: Log;
  config: WatchedConfig;
  pages: Pages;
  commands: Commands;
  now: () => Date;
}

async function serve(
  { address, door, alerts, refresh, env, log, config, pages, commands, now }: Serving,
  { stop, end }: StopSignals,
) {
  const counts = new RunCounts();
  const ledger = openLedger(env);
  const current = () => config.current;
  const server = await listen(
    address,
    (request) => answer(request, { door, pages, config: current, ledger, commands, counts, now }),
    log,
  );
  log('info', 'listening', { url: server.url, refreshes: refresh });

  const machine = { env, now, ledger, log, recorded: new Map() };
  const moment = () => ({ wallMs: now().getTime(), monotonicMs: performance.now() });
  const alarmFile = new AlarmFile(join(stateFolder(env), 'alarms.json'), moment);
  const refresher = refresh
    ? new Refresher({ config: current, machine, counts, alerts, moment, alarmFile, stop, end })
    : undefined;
  await refresher?.restore();
  refresher?.tick();
  const timers = [
    setInterval(() => refresher?.tick(), TICK_MS),
    setInterval(() => void config.reloadIfChanged(), LOOK_MS),
  ];
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
  for (const timer of timers) clearInterval(timer);
  log('info', 'stopping: what is minted is still published', {});
  await Promise.all([server.close(), refresher?.stop()]);
  log('info', 'stopped', {});
}

function accessRules(
  address: ListenAddress,
  { PULLKEEPER_TOKEN: token = '' }: NodeJS.ProcessEnv,
): AccessRules {
  const { isLoopback } = address;
  if (token === '' && !isLoopback) {
    throw new UsageError(
      `other machines can reach ${address.host}: set PULLKEEPER_TOKEN, which callers must send as a bearer token`,
    );
  }
  if (token !== '' && !/^[\x21-\x7e]{16,}$/.test(token)) {
    throw new UsageError(
      'PULLKEEPER_TOKEN must have 16 characters or more, and no blank: openssl rand -hex 32 makes one',
    );
  }
  return { isLoopback, ...(token !== '' && { token: new Secret(token) }) };
}

function alertsOf(
  given: readonly string[] | undefined,
  refresh: boolean,
  env: NodeJS.ProcessEnv,
): AlertTarget[] {
  const texts = given ?? env.PULLKEEPER_ALERT?.split(/\s+/).filter(Boolean) ?? [];
  if (texts.length > 0 && !refresh)
    throw new UsageError('--alert needs --refresh: alarms come from the runs');
  return texts.map((text) => {
    const target = parseAlertTarget(text, env);
    if (target === undefined)
      throw new UsageError('--alert takes an http or https URL, slack:URL or pagerduty:KEY');
    return target;
  });
}

function logOf({ stdout, columns, colours, now }: Terminal): Log {
  const write = (line: string) => stdout.write(line);
  return columns === undefined ? jsonLines(write, now) : textLog({ write, paint: painter(colours), now });
}
