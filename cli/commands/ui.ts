import { parseArgs } from 'node:util';
import { openLedger } from '../../lib/ledger/index.ts';
import { listen } from '../../lib/serve/listen.ts';
import { parseListenAddress } from '../../lib/serve/listen-address.ts';
import { readPages } from '../../lib/serve/pages.ts';
import { answer } from '../../lib/serve/routes.ts';
import { RunCounts } from '../../lib/serve/run-counts.ts';
import { type Command, EXIT, UsageError } from '../command.ts';
import { environmentWith, LEDGER_OPTIONS } from '../ledger-place.ts';
import { ledgerToRead } from '../ledger-to-read.ts';
import { pagesFolder } from '../pages-folder.ts';
import { readRegistries } from '../registries.ts';
import { stopSignals } from '../stop-signals.ts';

export const uiCommand: Command = {
  name: 'ui',
  summary: 'show the board and the playground in a browser on this machine',
  usage: `pullkeeper ui [--stage STAGE | --table NAME] [--region REGION] [--registries FILE] [--listen ADDRESS]

Serves the board and the playground to this machine only, until Ctrl-C. The board shows the ledger that "pullkeeper status"
reads, with the AWS credentials of this terminal. Nothing is changed.

  --stage STAGE       look at the deployment of this stage
  --table NAME        look at this table of a deployment (PULLKEEPER_TABLE)
  --region REGION     the region of the deployment (AWS_REGION; us-east-1)
  --registries FILE   another registries.yml (PULLKEEPER_REGISTRIES)
  --listen ADDRESS    another loopback address; port 0 is any free one (127.0.0.1:8081)

Without --stage and --table: the ledger in .pullkeeper, which "pullkeeper refresh" writes. If there is none, and there are
AWS credentials, the deployment of stage prod; otherwise nothing is published yet. Playground and plan need no ledger.

Exits with 0 when it was stopped, 2 when called wrongly, 3 when it could not begin.
`,
  async run(args, terminal) {
    const { values } = parseArgs({
      args,
      options: {
        ...LEDGER_OPTIONS,
        registries: { type: 'string' },
        listen: { type: 'string', default: '127.0.0.1:8081' },
      },
    });
    const { listen: where, registries, ...place } = values;
    environmentWith(place, terminal); // a mistake in the options comes before one in the file
    const address = parseListenAddress(where);
    if (!address?.isLoopback)
      throw new UsageError(`--listen takes a loopback address such as 127.0.0.1:8081, not "${where}"`);
    const config = await readRegistries(terminal, registries);
    // Playground and plan need no ledger. Without one, the board shows every secret as unpublished.
    const { env, commands } = ledgerToRead(place, terminal, { mayBeMissing: true });
    const routes = {
      door: { isLoopback: true },
      pages: await readPages(pagesFolder()),
      config: () => config,
      ledger: openLedger(env),
      commands,
      counts: new RunCounts(),
      now: terminal.now,
    };

    using signals = stopSignals();
    const { stop } = signals;
    const server = await listen(
      address,
      (request) => answer(request, routes),
      () => {},
    );
    terminal.stdout.write(`Board and playground: ${server.url}\nCtrl-C ends them.\n`);
    if (!stop.aborted)
      await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
    await server.close();
    return EXIT.clean;
  },
};
