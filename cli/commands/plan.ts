import { parseArgs } from 'node:util';
import { MOST_SHARDS, parseShards } from '../../lib/config/shard.ts';
import { forecast } from '../../lib/forecast/forecast.ts';
import { type Command, EXIT, UsageError } from '../command.ts';
import { readRegistries } from '../registries.ts';
import { formatPlan } from './plan-text.ts';

export const planCommand: Command = {
  name: 'plan',
  summary: 'show what registries.yml leads to: mints, names, missed runs survived, calls and costs',
  usage: `pullkeeper plan [--registries FILE] [--shards N] [--json]

Shows what registries.yml leads to: what is minted and what is published of it under which name, how many missed runs
that survives, how often which service is called, which quota that comes near to, and about what it costs in a month.
Nothing is called, and nobody has to be signed in.

  --shards N          the number of shards that are deployed: what a run has to do is so much less
`,
  async run(args, terminal) {
    const {
      registries,
      shards: text,
      json,
    } = parseArgs({
      args,
      options: {
        registries: { type: 'string' },
        shards: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
      },
    }).values;
    const shards = parseShards(text);
    if (shards === undefined) throw new UsageError(`--shards takes a number from 1 to ${MOST_SHARDS}`);
    const outlook = forecast(await readRegistries(terminal, registries), shards);
    terminal.stdout.write(
      json
        ? `${JSON.stringify(outlook, null, 2)}\n`
        : formatPlan(outlook, { colours: terminal.colours, width: terminal.columns }),
    );
    return EXIT.clean;
  },
};
