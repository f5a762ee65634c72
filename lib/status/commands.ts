import type { Commands } from './remarks.ts';

/** The commands for a deployment. `options` selects it: `--stage dev`. */
export function deployedCommands(options = ''): Commands {
  const command = (words: string) => `${words} ${options}`.trimEnd();
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
