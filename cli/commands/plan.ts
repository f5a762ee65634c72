import { parseArgs } from 'node:util';
import { forecast } from '../../lib/forecast/forecast.ts';
import { type Command, EXIT } from '../command.ts';
import { readRegistries } from '../registries.ts';
import { formatPlan } from './plan-text.ts';

export const planCommand: Command = {
  name: 'plan',
  summary: 'show what registries.yml leads to: mints, names, missed runs survived, calls and costs',
  usage: `pullkeeper plan [--registries FILE] [--json]

Shows what registries.yml leads to: what is minted and what is published of it under which name, how many missed runs
that survives, how often which service is called, which quota that comes near to, and about what it costs in a month.
Nothing is called, and nobody has to be signed in.
`,
  async run(args, terminal) {
    const { registries, json } = parseArgs({
      args,
      options: { registries: { type: 'string' }, json: { type: 'boolean', default: false } },
    }).values;
    const outlook = forecast(await readRegistries(terminal, registries));
    terminal.stdout.write(
      json
        ? `${JSON.stringify(outlook, null, 2)}\n`
        : formatPlan(outlook, { colours: terminal.colours, width: terminal.columns }),
    );
    return EXIT.clean;
  },
};
