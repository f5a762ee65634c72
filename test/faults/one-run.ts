import { refreshEcr } from '../../functions/refresh-ecr.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { lambdaContext } from '../../scripts/rehearsal/invoke.ts';

// A run in a process of its own, which can be killed: its config and its event are the arguments, its world is in the environment.
const [, , yaml = '', event = '{}'] = process.argv;
const { counts } = await refreshEcr(compile(yaml, 'registries.yml'))(
  JSON.parse(event),
  lambdaContext('refreshEcr'),
);
process.stdout.write(JSON.stringify(counts));
