import { parseArgs } from 'node:util';
import { MOST_SHARDS, parseShards } from '../../lib/config/shard.ts';
import { problemsWithIdentities } from '../../lib/deployment/not-in-lambda.ts';
import { forecast } from '../../lib/forecast/forecast.ts';
import { type Command, EXIT, UsageError } from '../command.ts';
import { readRegistries } from '../registries.ts';
import { formatPlan } from './plan-text.ts';

export const planCommand: Command = {
  name: 'plan',
  summary: 'show the effect of registries.yml: mints, names, missed runs survived, calls and costs',
  usage: `pullkeeper plan [--registries FILE] [--shards N | --local] [--problems] [--json]

Shows the effect of registries.yml: what is minted, what is published under which name, how many missed runs that survives,
how often each service is called, how much of each quota that is, and what it costs a month, about. Makes no network call,
and needs no credentials.

  --registries FILE   another registries.yml (PULLKEEPER_REGISTRIES)
  --shards N          the number of deployed shards: they share the work of a run
  --local             for runs of "pullkeeper refresh" or "serve" on a machine: leave out the cost of Lambda, of the
                      table and of the alarms. So does an identity that no deployed function can use
  --problems          show only the totals and the notes
  --json              for machines
`,
  async run(args, terminal) {
    const {
      registries,
      shards: text,
      local,
      problems,
      json,
    } = parseArgs({
      args,
      options: {
        registries: { type: 'string' },
        shards: { type: 'string' },
        local: { type: 'boolean', default: false },
        problems: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    }).values;
    if (local && text !== undefined) throw new UsageError('say --shards or --local, not both');
    const shards = parseShards(text ?? '1');
    if (shards === undefined) throw new UsageError(`--shards takes a number from 1 to ${MOST_SHARDS}`);
    const config = await readRegistries(terminal, registries);
    const isLocal = local || problemsWithIdentities(config).length > 0;
    const outlook = forecast(config, isLocal ? 'machine' : { shards });
    terminal.stdout.write(
      json
        ? `${JSON.stringify(outlook, null, 2)}\n`
        : formatPlan(outlook, {
            colours: terminal.colours,
            width: terminal.columns,
            problemsOnly: problems,
          }),
    );
    return EXIT.clean;
  },
};
