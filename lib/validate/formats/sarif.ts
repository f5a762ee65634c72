import { visibleJson } from '../../secrecy/visible.ts';
import { RULES } from '../catalogue.ts';
import type { Severity } from '../finding.ts';
import type { RuleInfo } from '../rule.ts';
import type { Range } from '../yaml/position.ts';
import { type NamedValidation, presentFindings } from './present.ts';
import { PACKAGE_PAGES, rulePage, VERSION } from './rule-page.ts';

const LEVELS: Record<Severity, 'error' | 'warning' | 'note'> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/** SARIF 2.1.0, the format of code scanning (docs.oasis-open.org/sarif/sarif/v2.1.0). */
export function sarifLog(files: readonly NamedValidation[], rules: readonly RuleInfo[] = RULES) {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'pullkeeper',
            version: VERSION,
            informationUri: `${PACKAGE_PAGES}/validate.md`,
            rules: rules.map(describeRule),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: files.flatMap((file) => results(file, rules)),
      },
    ],
  };
}

export function formatSarif(files: readonly NamedValidation[], rules: readonly RuleInfo[] = RULES): string {
  return `${visibleJson(sarifLog(files, rules), 2)}\n`;
}

function describeRule({ id, severity, title, why }: RuleInfo) {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    helpUri: rulePage(id),
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function results(file: NamedValidation, rules: readonly RuleInfo[]) {
  const artifactLocation = { uri: uriOf(file.path) };
  return presentFindings(file).map(({ rule, severity, message, range, hint, fix }) => ({
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: LEVELS[severity],
    message: { text: hint === undefined ? message : `${message}\n${hint}` },
    locations: [{ physicalLocation: { artifactLocation, region: region(range) } }],
    ...(fix === undefined
      ? {}
      : {
          fixes: [
            {
              description: { text: fix.title },
              artifactChanges: [
                {
                  artifactLocation,
                  replacements: fix.edits.map((edit) => ({
                    deletedRegion: region(edit.range),
                    insertedContent: { text: edit.text },
                  })),
                },
              ],
            },
          ],
        }),
  }));
}

function region({ start, end }: Range) {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** A relative reference, as code scanning wants it: it is resolved against the root of the repository. */
function uriOf(path: string): string {
  // Half of a character has no bytes to be encoded.
  const relative = path.toWellFormed().replaceAll('\\', '/').replace(/^\.\//, '');
  return relative.split('/').map(encodeURIComponent).join('/');
}
