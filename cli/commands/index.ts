import type { Command } from '../command.ts';
import { snippetFalCommand } from './snippet-fal.ts';
import { validate } from './validate.ts';

export const COMMANDS: readonly Command[] = [validate, snippetFalCommand];
