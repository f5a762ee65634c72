import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, type Ended, NO_ACCOUNT, type Options } from './command.ts';

export interface Project extends Disposable {
  readonly folder: string;
  /** Runs a command in it, by default without a cloud account. */
  run(words: string[], options?: Options): Promise<Ended>;
}

/** `npx serverless` in a copy, without the second that npx takes each time. */
export const SERVERLESS = ['node', 'node_modules/serverless/bin/serverless.js'];

const PARTS = [
  'events',
  'functions',
  'lib',
  'sandbox',
  'scripts',
  'package.json',
  'registries.example.yml',
  'serverless.yml',
];

/** All that somebody has who has cloned the project. */
export const ALL_PARTS = readdirSync('.').filter(
  (name) =>
    !/^(?:\.git|node_modules|build|coverage|\.serverless|\.pullkeeper|\.bench.*|registries\.yml|stages\.yml)$/.test(
      name,
    ),
);

/** A copy of the project: what the commands leave behind is then not the project's, and two suites do not meet. */
export function copyOfProject(parts = PARTS): Project {
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  for (const part of parts) cpSync(part, join(folder, part), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    run: (words, options = {}) =>
      command(words, { cwd: folder, ...options, env: { ...NO_ACCOUNT, ...options.env } }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
