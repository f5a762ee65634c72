import { parseArgs } from 'node:util';
import type { Config } from '../../lib/config/config.ts';
import { Failure } from '../../lib/failure.ts';
import { didYouMean } from '../../lib/text/nearest.ts';
import { type DrillFault, parseFault } from './faults.ts';
import { type Scenario, scenarioCalled } from './scenarios.ts';

interface StartOptions {
  once: boolean;
  problems: boolean;
  faults: DrillFault[];
  scenario: Scenario | undefined;
}

const OPTIONS = ['--once', '--problems', '--fault', '--scenario'];
const USAGE = 'usage: npm start [-- --once] [--problems] [--fault ecr:denied…] [--scenario "two lost runs"]';

/** The options after `npm start --`. */
export function readStartOptions(args: string[], config: Config): StartOptions {
  const { once, problems, fault, scenario } = parse(args);
  if (once && scenario !== undefined) throw new Failure('invalid', `--once plays no scenario\n${USAGE}`);
  return {
    once,
    problems,
    faults: fault.map((text) => parseFault(text, config)),
    scenario: scenario === undefined ? undefined : scenarioCalled(scenario, config),
  };
}

function parse(args: string[]) {
  const unknown = args.find((word) => word.startsWith('-') && !OPTIONS.includes(word.replace(/=.*/, '')));
  if (unknown !== undefined)
    throw new Failure('invalid', `there is no option "${unknown}"${didYouMean(unknown, OPTIONS)}\n${USAGE}`);
  try {
    return parseArgs({
      args,
      options: {
        once: { type: 'boolean', default: false },
        problems: { type: 'boolean', default: false },
        fault: { type: 'string', multiple: true, default: [] },
        scenario: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new Failure('invalid', `${error instanceof Error ? error.message : 'cannot be read'}\n${USAGE}`);
  }
}
