import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type AppliedFix, type Checker, checkWithFixes, fixAll } from '../lib/validate/fix.ts';
import type { NamedValidation } from '../lib/validate/formats/present.ts';
import { configChecker } from '../lib/validate/validate.ts';
import { unreadable, type ValidateOptions } from '../lib/validate/validation.ts';
import { decodeUtf8 } from '../lib/validate/yaml/decode.ts';
import type { Terminal } from './command.ts';
import type { FoundFile } from './config-files.ts';
import { replaceFile } from './replace-file.ts';

/** A config.yaml has kilobytes. A larger file is something else, and would fill the memory. */
const MAX_BYTES = 10_000_000;

interface CheckOptions {
  fal: boolean;
  /** Whether fixes are written to the file, or only tried. */
  fix: 'write' | 'try' | 'offer';
  /** Whether a named file without a setting of Truss is skipped. */
  onlyTruss: boolean;
  options: ValidateOptions;
}

export interface CheckedFile {
  file: NamedValidation;
  applied: AppliedFix[];
  /** The text before any fix. */
  before: string;
  /** The file has no setting of Truss. */
  passedOver: boolean;
  /** The file could not be read or written. */
  failed: boolean;
}

/**
 * Reads and checks one file. A file that cannot be read becomes a finding: the other files are checked all the same.
 */
export async function checkFile(
  found: FoundFile,
  options: CheckOptions,
  terminal: Terminal,
): Promise<CheckedFile> {
  const { path } = found;
  try {
    return await check(found, options, terminal);
  } catch (error) {
    return failedFile(path, error);
  }
}

/** A path that cannot be read or written. */
export function failedFile(path: string, error: unknown): CheckedFile {
  const { message, hint } = explain(error);
  return { ...result(path, unreadable(message, hint, 'unknown'), ''), failed: true };
}

async function check(
  { path, searched }: FoundFile,
  { fal, fix, onlyTruss, options }: CheckOptions,
  { cwd, stdin }: Terminal,
): Promise<CheckedFile> {
  const decoded = decodeUtf8(path === '-' ? await buffer(stdin) : readBounded(resolve(cwd, path)));
  if ('problem' in decoded)
    return result(path, unreadable(decoded.problem, 'Save the file as UTF-8.', 'load'), '');
  const { text } = decoded;
  const checker = await checkerFor(path, fal, options);
  const { validation, applied } =
    fix === 'offer'
      ? { validation: checkWithFixes(checker.read(text), checker), applied: [] }
      : fixAll(text, checker);
  if (!validation.ours && (searched || onlyTruss))
    return { ...result(path, { ...validation, findings: [] }, text), passedOver: true };
  if (fix === 'write' && applied.length > 0) await replaceFile(resolve(cwd, path), validation.text);
  return { ...result(path, validation, text), applied };
}

function result(path: string, validation: Omit<NamedValidation, 'path'>, before: string): CheckedFile {
  const name = path === '-' ? 'stdin' : path;
  return { file: { ...validation, path: name }, applied: [], before, passedOver: false, failed: false };
}

/** Synchronous: for thousands of small files, this needs a quarter of the CPU time. */
function readBounded(path: string): Buffer {
  if (statSync(path).size > MAX_BYTES) throw new TooLarge();
  return readFileSync(path);
}

class TooLarge extends Error {
  readonly code = 'EFBIG';
}

/** The checker of a file. The checks of fal, and the TOML parser, are loaded only when needed. */
async function checkerFor(path: string, fal: boolean, options: ValidateOptions): Promise<Checker> {
  const pyproject = basename(path) === 'pyproject.toml';
  if (!pyproject && !fal) return configChecker(options);
  const { FAL_MAPPING, FAL_PYPROJECT } = await import('../lib/validate/fal/validate.ts');
  return pyproject ? FAL_PYPROJECT : FAL_MAPPING;
}

const NO_RIGHT = {
  message: 'This user has no right to read or change the file.',
  hint: 'Change its owner or its mode.',
};

const EXPLANATIONS: Readonly<Record<string, { message: string; hint: string }>> = {
  ENOENT: {
    message: 'There is no such file or folder.',
    hint: 'Name a config.yaml, or a folder that has one.',
  },
  EACCES: NO_RIGHT,
  EPERM: NO_RIGHT,
  EROFS: { message: 'The file is on a read-only disk.', hint: 'Run --fix on a disk that can be written.' },
  ELOOP: {
    message: 'The file is a symbolic link to itself.',
    hint: 'Delete the link, or name another file.',
  },
  EISDIR: { message: 'This is a folder, not a file.', hint: 'Name a file.' },
  EFBIG: {
    message: 'The file is larger than 10 MB.',
    hint: 'A config.yaml is a few kilobytes: name another file.',
  },
};

function explain(error: unknown): { message: string; hint: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return (
    EXPLANATIONS[code] ?? {
      message: `The file cannot be read or changed (${code}).`,
      hint: 'Check the file or the folder.',
    }
  );
}
