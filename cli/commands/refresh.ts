import { parseArgs } from 'node:util';
import type { Config } from '../../lib/config/config.ts';
import {
  REFRESH_FUNCTION_NAMES,
  type RefreshFunction,
  RUN_TIMEOUT_MS,
  runReserveMs,
} from '../../lib/config/schema/refresh-functions.ts';
import { Failure } from '../../lib/failure.ts';
import { openLedger } from '../../lib/ledger/index.ts';
import { describeFailures } from '../../lib/refresh/describe-failures.ts';
import type { Machine } from '../../lib/refresh/machine.ts';
import { mergeReports } from '../../lib/refresh/merge-reports.ts';
import type { Report } from '../../lib/refresh/report.ts';
import { reportText } from '../../lib/refresh/report-text.ts';
import { hostsOf, type RefreshRequest } from '../../lib/refresh/request.ts';
import { publicationsOf, runFunction } from '../../lib/refresh/run-function.ts';
import { visibleJson, visibleLines } from '../../lib/secrecy/visible.ts';
import { textLog } from '../../lib/telemetry/text-log.ts';
import { didYouMean } from '../../lib/text/nearest.ts';
import { painter } from '../../lib/text/paint.ts';
import { type Command, EXIT, type Terminal, UsageError } from '../command.ts';
import { environmentWith, LEDGER_OPTIONS } from '../ledger-place.ts';
import { readRegistries } from '../registries.ts';
import { type StopSignals, stopSignals } from '../stop-signals.ts';

export const refreshCommand: Command = {
  name: 'refresh',
  summary: 'mint, check and publish now, from this machine',
  usage: `pullkeeper refresh [--registries FILE] [--host HOST…] [--force] [--dry-run] [--json]
                   [--stage STAGE | --table NAME] [--region REGION]

Does what the functions do, all of them in one run: mints what is due, checks it, publishes it, and remembers it. Signs in
as the clouds' own tools do: AWS profiles, environment variables, web identity files.

  --registries FILE   another registries.yml (PULLKEEPER_REGISTRIES)
  --host HOST…        only these hosts
  --force             publish even what is still fresh
  --dry-run           show what would be done, and do nothing
  --json              print the report, for machines
  --table NAME        remember in this table (PULLKEEPER_TABLE), not in .pullkeeper/ledger.json (PULLKEEPER_STATE)
  --stage STAGE       remember in the table of what is deployed under this stage
  --region REGION     where that table is (AWS_REGION)

Exits with 0 when all is well, 1 when something failed, 2 when called wrongly, 3 when the run could not begin.
Ctrl-C lets it publish what it has minted; a second one ends it at once.
`,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...LEDGER_OPTIONS,
        registries: { type: 'string' },
        host: { type: 'string', multiple: true, default: [] },
        force: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const { host, force, json, registries, ...place } = values;
    const [stray] = positionals;
    if (stray !== undefined && host.length === 0)
      throw new UsageError(`"${stray}" is not an option; say --host ${stray}`);
    const env = environmentWith(place, terminal);
    const config = await readRegistries(terminal, registries);
    if (!values['dry-run']) refuseSample(config, env);
    const runs = runsFor(config, [...host, ...positionals], { force, dryRun: values['dry-run'] });

    using signals = stopSignals();
    const machine = { env, now: terminal.now, ledger: openLedger(env), log: liveLines(terminal, json) };
    const report = await refreshAll(config, runs, machine, signals);
    print(report, config, terminal, json);
    return report.counts.failed > 0 ? EXIT.findings : EXIT.clean;
  },
};

/** Refuses the sample: a real run would write secrets for its made-up hosts into your account. */
function refuseSample({ sample }: Config, env: NodeJS.ProcessEnv): void {
  if (!sample || env.AWS_ENDPOINT_URL !== undefined) return; // the sandbox is where the sample may run
  throw new Failure('invalid', 'this registries.yml is still the sample, so nothing was minted', {
    hint: 'Put your own hosts in, and delete the line "sample: true". To try the sample: npm start, or --dry-run.',
  });
}

interface Run {
  name: RefreshFunction;
  request: RefreshRequest;
}

/** One run for each function with registries. */
function runsFor(config: Config, hosts: readonly string[], request: RefreshRequest): Run[] {
  const known = REFRESH_FUNCTION_NAMES.flatMap((name) => hostsOf(config, name));
  const stranger = hosts.find((host) => !known.includes(host));
  if (stranger !== undefined) {
    const names = didYouMean(stranger, known) || `; it has ${[...new Set(known)].join(', ')}`;
    throw new UsageError(`registries.yml has no host "${stranger}"${names}`);
  }
  return REFRESH_FUNCTION_NAMES.flatMap((name) => {
    const own = hostsOf(config, name);
    const asked = own.filter((host) => hosts.includes(host));
    if ((hosts.length === 0 ? own : asked).length === 0) return [];
    return { name, request: { ...request, ...(hosts.length > 0 && { registries: asked }) } };
  });
}

async function refreshAll(
  config: Config,
  runs: readonly Run[],
  machine: Machine,
  { stop, end }: StopSignals,
): Promise<Report> {
  const reports = await Promise.all(
    runs.map(({ name, request }) => {
      const mostMs = RUN_TIMEOUT_MS - runReserveMs(publicationsOf({ config, name }));
      const signal = AbortSignal.any([end, AbortSignal.timeout(Math.max(0, mostMs))]);
      return runFunction({ config, name, request, signal, stop }, machine);
    }),
  );
  return mergeReports(reports, config, machine.now());
}

/** On a terminal: a line for each mint and publication as it ends. Otherwise: only warnings. */
function liveLines({ stderr, colours, columns, now }: Terminal, json: boolean): Machine['log'] {
  const log = textLog({ write: (line) => stderr.write(line), paint: painter(colours), now });
  const isWatched = columns !== undefined && !json;
  return (level, ...event) => {
    if (isWatched || level === 'warn') log(level, ...event);
  };
}

function print(report: Report, config: Config, terminal: Terminal, json: boolean): void {
  const { stdout, stderr, colours, columns, now } = terminal;
  if (json) return void stdout.write(`${visibleJson(report, 2)}\n`);
  const paint = painter(colours);
  stdout.write(reportText(report, config, { paint, now: now(), width: columns }));
  if (report.counts.failed > 0) stderr.write(`\n${paint('red', visibleLines(describeFailures(report)))}\n`);
}
