import type { Command } from '../command.ts';
import { doctorCommand } from './doctor.ts';
import { inspectCommand } from './inspect.ts';
import { planCommand } from './plan.ts';
import { setupAwsCommand } from './setup-aws.ts';
import { setupGoogleCommand } from './setup-google.ts';
import { snippetFalCommand } from './snippet-fal.ts';
import { statusCommand } from './status.ts';
import { validate } from './validate.ts';

export const COMMANDS: readonly Command[] = [
  validate,
  planCommand,
  statusCommand,
  doctorCommand,
  inspectCommand,
  setupAwsCommand,
  setupGoogleCommand,
  snippetFalCommand,
];
