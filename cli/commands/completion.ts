import { type Command, type CommandLoader, EXIT, UsageError } from '../command.ts';
import { type Completion, SHELLS } from '../completion-scripts.ts';

export const completionCommand = (loaders: readonly CommandLoader[]): Command => ({
  name: 'completion',
  summary: 'print a script that completes commands and options in a shell',
  usage: `pullkeeper completion <bash|zsh|fish>

Prints a completion script. Load it once, or from the start-up file of your shell:

  bash   source <(pullkeeper completion bash)
  zsh    source <(pullkeeper completion zsh)
  fish   pullkeeper completion fish | source
`,
  async run([shell = '', ...rest], { stdout }) {
    const script = SHELLS[shell];
    if (script === undefined || rest.length > 0) {
      throw new UsageError(`expected one shell: ${Object.keys(SHELLS).join(', ')}`);
    }
    stdout.write(script(await completionsOf(loaders)));
    return EXIT.clean;
  },
});

async function completionsOf(loaders: readonly CommandLoader[]): Promise<Completion[]> {
  const commands = await Promise.all(loaders.map((loader) => loader.load()));
  return commands.map(({ name, summary, usage }) => ({
    words: name.split(' '),
    summary,
    options: [
      ...new Set([...usage.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([option]) => option).concat('--help')),
    ],
  }));
}
