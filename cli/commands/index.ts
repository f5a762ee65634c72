import type { Command } from '../command.ts';
import { validate } from './validate.ts';

export const COMMANDS: readonly Command[] = [validate];
