import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from '../../lib/failure.ts';
import { readText } from '../../lib/files/read-text.ts';
import { visible } from '../../lib/secrecy/visible.ts';
import { didYouMean } from '../../lib/text/nearest.ts';
import { painter } from '../../lib/text/paint.ts';
import { shellWord } from '../../lib/text/shell-word.ts';
import { exceedsBudget } from '../../lib/validate/budget.ts';
import { formatDiff } from '../../lib/validate/formats/diff.ts';
import { isFormat, OUTPUT_FORMATS } from '../../lib/validate/formats/index.ts';
import type { NamedValidation } from '../../lib/validate/formats/present.ts';
import { formatApplied } from '../../lib/validate/formats/text.ts';
import { type KeptSecret, keptSecrets } from '../../lib/validate/model/kept-secrets.ts';
import { LATEST_TRUSS, parseTrussVersion, TRUSS_VERSION_EXPECTED } from '../../lib/validate/truss/version.ts';
import type { ValidateOptions } from '../../lib/validate/validation.ts';
import { readYaml } from '../../lib/validate/yaml/yaml.ts';
import { type CheckedFile, checkFile, failedFile } from '../check-file.ts';
import { type Command, EXIT, type ExitCode, type Terminal, UsageError } from '../command.ts';
import { findConfigFiles } from '../config-files.ts';

const USAGE = `pullkeeper validate [files or folders… | -] [options]

Checks the docker_auth of Truss config.yaml files: first the errors of Truss, then mistakes that Truss does not report.
In a pyproject.toml that you name, the registries of its fal apps are checked.
Folders are searched for config.yaml; default: the current folder. "-" reads standard input.

  --format text|json|sarif|github   how to report (text)
  --fail-on error|warning           which findings make it exit with 1 (error)
  --truss VERSION                   the Truss to check for, such as 0.18.26 (latest)
  --registries FILE                 a registries.yml, to check that the tokens in use are kept fresh
  --fal                             the files are "registries" mappings of fal, in YAML or JSON
  --fix                             fix what can be fixed safely, in the files themselves
  --diff                            show what --fix would change, and write nothing
  --exclude GLOB                    skip these files and folders; may be repeated
  --only-truss                      skip named files that have no setting of Truss
  --require-files                   exit with 3 when no file was checked

Exit codes: 0 without errors (warnings and advice are printed, and exit with 0 unless --fail-on warning is given);
1 with errors, or with warnings under --fail-on warning; 2 when called wrongly; 3 when a file could not be read or
written, or --require-files found none.
`;

const FAIL_ON = ['error', 'warning'] as const;

export const validate: Command = {
  name: 'validate',
  summary: 'check the docker_auth of config.yaml files',
  usage: USAGE,
  run: async (args, terminal) => {
    const settings = await parse(args, terminal);
    const {
      files: found,
      empty,
      unreadable,
    } = findConfigFiles(settings.paths, terminal.cwd, settings.exclude);
    const all: CheckedFile[] = unreadable.map(({ path, error }) => failedFile(path, error));
    for (const file of found) all.push(await checkFile(file, settings, terminal));
    const checked = all.filter(({ passedOver }) => !passedOver);
    report(checked, { empty, passedOver: all.length - checked.length }, settings, terminal);
    return exitCode(checked, settings);
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
      diff: { type: 'boolean', default: false },
      exclude: { type: 'string', multiple: true, default: [] },
      'only-truss': { type: 'boolean', default: false },
      'require-files': { type: 'boolean', default: false },
    },
  });
  const { format, truss, fal, exclude } = values;
  if (!isFormat(format)) throw new UsageError(notOneOf('--format', format, Object.keys(OUTPUT_FORMATS)));
  const failOn = FAIL_ON.find((severity) => severity === values['fail-on']);
  if (!failOn) throw new UsageError(notOneOf('--fail-on', values['fail-on'], FAIL_ON));
  const version = parseTrussVersion(truss);
  if (!version) throw new UsageError(`--truss takes ${TRUSS_VERSION_EXPECTED}, not "${visible(truss)}"`);
  if (values.fix && values.diff) throw new UsageError('--fix writes and --diff does not: give one of them');
  if (values.diff && format !== 'text') throw new UsageError('--diff has its own format: leave --format out');
  if (values.fix && positionals.includes('-'))
    throw new UsageError('--fix needs files: it cannot change standard input');
  if (positionals.includes('')) throw new UsageError('one of the paths is empty: is a variable not set?');
  const kept = values.registries === undefined ? undefined : await readKept(resolve(cwd, values.registries));
  const options: ValidateOptions = { truss: version, kept };
  const fix = values.fix ? 'write' : values.diff ? 'try' : 'offer';
  const paths = positionals.length === 0 ? ['.'] : positionals;
  const [onlyTruss, requireFiles] = [values['only-truss'], values['require-files']];
  return { paths, format, failOn, fal, fix, exclude, onlyTruss, requireFiles, options } as const;
}

type Settings = Awaited<ReturnType<typeof parse>>;

/** What was passed over or not found is told to people; the other formats are for programs. */
function report(
  checked: readonly CheckedFile[],
  passed: { empty: readonly string[]; passedOver: number },
  { fix, format }: Settings,
  { stdout, stderr, colours, columns }: Terminal,
): void {
  const paint = painter(colours);
  if (fix === 'try') {
    for (const { file, before, applied } of checked)
      if (applied.length > 0) stdout.write(formatDiff(file.path, before, file.text, paint));
    return;
  }
  const fixes = checked.flatMap(({ file, applied }) => formatApplied(file.path, applied));
  if (fixes.length > 0) (format === 'text' ? stdout : stderr).write(`${fixes.join('\n')}\n\n`);
  const files: NamedValidation[] = checked.map(({ file }) => file);
  stdout.write(
    OUTPUT_FORMATS[format](files, {
      colours,
      width: columns,
      links: colours && columns !== undefined,
      ...passed,
    }),
  );
}

async function readKept(path: string): Promise<KeptSecret[]> {
  const reading = readYaml(await readText(path, path, 'name another file with --registries FILE'));
  if (!exceedsBudget(reading)) {
    const kept = keptSecrets(reading);
    if (kept) return kept;
    throw new Failure('invalid', `${path} is not a registries.yml`, {
      hint: `npx pullkeeper plan --registries ${shellWord(path)}`,
    });
  }
  throw new Failure('invalid', `${path} is too large once its aliases are expanded`, {
    hint: 'write it without anchors and aliases',
  });
}

function exitCode(checked: readonly CheckedFile[], { failOn, requireFiles }: Settings): ExitCode {
  if (checked.some(({ failed }) => failed) || (requireFiles && checked.length === 0)) return EXIT.failed;
  const failing: readonly string[] = failOn === 'error' ? ['error'] : FAIL_ON;
  const found = checked.some(({ file }) => file.findings.some(({ severity }) => failing.includes(severity)));
  return found ? EXIT.findings : EXIT.clean;
}

function notOneOf(option: string, value: string, known: readonly string[]): string {
  return `${option} takes ${known.join(', ')}, not "${visible(value)}"${didYouMean(value, known)}`;
}
