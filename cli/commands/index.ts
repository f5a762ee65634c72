import type { CommandLoader } from '../command.ts';

/** A command is loaded when it is called: `validate` needs nothing of a cloud, nor of registries.yml. */
export const COMMANDS: readonly CommandLoader[] = [
  { name: 'validate', load: async () => (await import('./validate.ts')).validate },
  { name: 'refresh', load: async () => (await import('./refresh.ts')).refreshCommand },
  { name: 'serve', load: async () => (await import('./serve.ts')).serveCommand },
  { name: 'ui', load: async () => (await import('./ui.ts')).uiCommand },
  { name: 'plan', load: async () => (await import('./plan.ts')).planCommand },
  { name: 'status', load: async () => (await import('./status.ts')).statusCommand },
  { name: 'doctor', load: async () => (await import('./doctor.ts')).doctorCommand },
  { name: 'inspect', load: async () => (await import('./inspect.ts')).inspectCommand },
  { name: 'setup aws', load: async () => (await import('./setup-aws.ts')).setupAwsCommand },
  { name: 'setup google', load: async () => (await import('./setup-google.ts')).setupGoogleCommand },
  {
    name: 'setup kubernetes',
    load: async () => (await import('./setup-kubernetes.ts')).setupKubernetesCommand,
  },
  { name: 'snippet fal', load: async () => (await import('./snippet-fal.ts')).snippetFalCommand },
  { name: 'template', load: async () => (await import('./template.ts')).templateCommand },
  { name: 'completion', load: async () => (await import('./completion.ts')).completionCommand(COMMANDS) },
];
