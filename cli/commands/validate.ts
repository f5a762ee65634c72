import { readFile, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { didYouMean } from '../../lib/text/nearest.ts';
import { fixAll } from '../../lib/validate/fix.ts';
import { FORMATS, isFormat } from '../../lib/validate/formats/index.ts';
import type { NamedValidation } from '../../lib/validate/formats/present.ts';
import { type KeptSecret, keptSecrets } from '../../lib/validate/model/kept-secrets.ts';
import { LATEST_TRUSS, parseTrussVersion, TRUSS_VERSION_EXPECTED } from '../../lib/validate/truss/version.ts';
import { validateConfig } from '../../lib/validate/validate.ts';
import { unreadable, type ValidateOptions, type Validation } from '../../lib/validate/validation.ts';
import { decodeUtf8 } from '../../lib/validate/yaml/decode.ts';
import { readYaml } from '../../lib/validate/yaml/yaml.ts';
import { type Command, EXIT, type ExitCode, type Terminal, UsageError } from '../command.ts';
import { type FoundFile, findConfigFiles } from '../config-files.ts';

const USAGE = `pullkeeper validate [files or folders… | -] [options]

Checks the docker_auth of Truss config.yaml files: what Truss refuses, then what it does not tell.
A pyproject.toml that is named is checked for the registries of its fal apps.
Folders are searched for config.yaml; without any, the current one is. "-" reads standard input.

  --format text|json|sarif|github   how to say it (text)
  --fail-on error|warning           from what on to exit with 1 (error)
  --truss VERSION                   the Truss to be checked for, such as 0.18.26 (latest)
  --registries FILE                 a registries.yml, to see whether the tokens in use are kept fresh
  --fal                             the files are "registries" mappings of fal, in YAML or JSON
  --fix                             mend what can be mended safely, in the files themselves

Exits with 0 when clean, 1 with findings, 2 when called wrongly, 3 when something failed.
`;

const FAIL_ON = ['error', 'warning'] as const;

/** Files that are read at once: enough to keep the disk busy, few enough for any limit on open files. */
const AT_ONCE = 32;

export const validate: Command = {
  name: 'validate',
  summary: 'check the docker_auth of config.yaml files',
  usage: USAGE,
  run: async (args, terminal) => {
    const settings = await parse(args, terminal);
    const files: NamedValidation[] = [];
    const found = await findConfigFiles(settings.paths, terminal.cwd);
    for (let first = 0; first < found.length; first += AT_ONCE) {
      const batch = found.slice(first, first + AT_ONCE).map((file) => check(file, settings, terminal));
      files.push(...(await Promise.all(batch)).filter((file) => file !== undefined));
    }
    terminal.stdout.write(FORMATS[settings.format](files, { colours: terminal.colours }));
    return exitCode(files, settings.failOn);
  },
};

async function parse(args: string[], { cwd }: Terminal) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      'fail-on': { type: 'string', default: 'error' },
      truss: { type: 'string', default: LATEST_TRUSS.name },
      registries: { type: 'string' },
      fal: { type: 'boolean', default: false },
      fix: { type: 'boolean', default: false },
    },
  });
  const { format, truss, fal, fix } = values;
  if (!isFormat(format)) throw new UsageError(notOneOf('--format', format, Object.keys(FORMATS)));
  const failOn = FAIL_ON.find((severity) => severity === values['fail-on']);
  if (!failOn) throw new UsageError(notOneOf('--fail-on', values['fail-on'], FAIL_ON));
  const version = parseTrussVersion(truss);
  if (!version) throw new UsageError(`--truss takes ${TRUSS_VERSION_EXPECTED}, not "${truss}"`);
  if (fix && positionals.includes('-'))
    throw new UsageError('--fix needs files: it cannot change standard input');
  const kept = values.registries === undefined ? undefined : await readKept(resolve(cwd, values.registries));
  const options: ValidateOptions = { truss: version, kept };
  return { paths: positionals.length === 0 ? ['.'] : positionals, format, failOn, fal, fix, options };
}

type Settings = Awaited<ReturnType<typeof parse>>;

/** One file; nothing, when it was found in a folder and is the config of something else. */
async function check(
  { path, searched }: FoundFile,
  { fal, fix, options }: Settings,
  { cwd, stdin }: Terminal,
): Promise<NamedValidation | undefined> {
  const decoded = decodeUtf8(await read(path, cwd, stdin));
  if ('problem' in decoded) return { path: nameOf(path), ...unreadable(decoded.problem) };
  const { text } = decoded;
  const validator = await validatorFor(path, fal, options);
  const validation = validator(text);
  if (searched && !validation.ours) return undefined;
  if (!fix) return { path: nameOf(path), ...validation };
  const fixed = fixAll(validation, validator);
  if (fixed.text !== text) await writeFile(resolve(cwd, path), fixed.text);
  return { path, ...fixed };
}

/** What checks a file; fal's checks, and the TOML parser, are loaded for those who need them. */
async function validatorFor(path: string, fal: boolean, options: ValidateOptions): Promise<Validator> {
  const pyproject = basename(path) === 'pyproject.toml';
  if (!pyproject && !fal) return (text) => validateConfig(text, options);
  const { validateFalMapping, validateFalPyproject } = await import('../../lib/validate/fal/validate.ts');
  return pyproject ? validateFalPyproject : validateFalMapping;
}

type Validator = (text: string) => Validation;

async function read(path: string, cwd: string, stdin: Readable): Promise<Buffer> {
  return path === '-' ? buffer(stdin) : readFile(resolve(cwd, path));
}

async function readKept(path: string): Promise<KeptSecret[]> {
  return keptSecrets(readYaml(await readFile(path, 'utf8')));
}

function nameOf(path: string): string {
  return path === '-' ? 'stdin' : path;
}

function exitCode(files: readonly NamedValidation[], failOn: 'error' | 'warning'): ExitCode {
  const failing: readonly string[] = failOn === 'error' ? ['error'] : FAIL_ON;
  const failed = files.some(({ findings }) => findings.some(({ severity }) => failing.includes(severity)));
  return failed ? EXIT.findings : EXIT.clean;
}

function notOneOf(option: string, value: string, known: readonly string[]): string {
  return `${option} takes ${known.join(', ')}, not "${value}"${didYouMean(value, known)}`;
}
