import { shellWord } from '../text/shell-word.ts';
import type { Commands } from './remarks.ts';

interface Deployed {
  stage?: string | undefined;
  region?: string | undefined;
}

/** The commands for a deployment. They repeat its stage and region: they must not run another stage. */
export function deployedCommands({ stage, region }: Deployed = {}): Commands {
  const options = Object.entries({ stage, region }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, shellWord(value)],
  );
  const command = (words: string) => [words, ...options].join(' ');
  return {
    run: (name) => command(`npx serverless invoke -f ${name}`),
    log: (name) => `${command(`npx serverless logs -f ${name}`)} --startTime 12h`,
    doctor: command('npx pullkeeper doctor'),
  };
}

/** The commands for secrets that `pullkeeper refresh` published from this machine. */
export const LOCAL_COMMANDS: Commands = {
  run: () => 'npx pullkeeper refresh',
  doctor: 'npx pullkeeper doctor',
};
