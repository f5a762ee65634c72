import { RULES } from '../lib/validate/catalogue.ts';
import type { RuleInfo } from '../lib/validate/rule.ts';

const AREAS: readonly [prefix: string, title: string][] = [
  ['TDA0', 'Errors of Truss itself'],
  ['TDA1', 'Structure'],
  ['TDA2', 'Registry and image'],
  ['TDA3', 'AWS'],
  ['TDA4', 'Google'],
  ['TDA5', 'Secrets'],
  ['TDA6', 'Rotation'],
  ['FAL', 'Registries of fal'],
];

const SEVERITIES = {
  error: 'An error: it fails with `--fail-on error`, the default.',
  warning: 'A warning: it fails with `--fail-on warning`.',
  info: 'Advice: it never fails anything.',
};

/** Returns the pages of docs/rules: file names and contents. */
export function rulePages(): Map<string, string> {
  return new Map([
    ['README.md', overview()],
    ...RULES.map((rule): [string, string] => [`${rule.id}.md`, page(rule)]),
  ]);
}

function overview(): string {
  const areas = AREAS.map(([prefix, title]) => {
    const rows = RULES.filter(({ id }) => id.startsWith(prefix)).map(
      ({ id, severity, title, fixable }) =>
        `| [${id}](${id}.md) | ${severity} | ${title} | ${fixable ? 'yes' : ''} |`,
    );
    return `## ${title}\n\n| rule | severity | what it finds | fix |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Rules\n\nEverything that \`pullkeeper validate\` can find. ${IGNORING}\n\n${areas.join('\n')}`;
}

const IGNORING =
  'A comment `# pullkeeper-ignore TDA203: why`, on the same line or on the line above, waives a rule. Errors of Truss or fal itself cannot be waived.';

function page({ id, severity, title, why, caught, passed, fixable, registries }: RuleInfo): string {
  return [
    `# ${id}: ${title}`,
    why,
    SEVERITIES[severity],
    fixable ? '`--fix` corrects it.' : '',
    registries === undefined ? '' : `It needs \`--registries\`, here with:\n\n${yaml(registries)}`,
    `## Found\n\n${yaml(caught)}`,
    `## As it should be\n\n${yaml(passed)}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function yaml(text: string): string {
  return `\`\`\`yaml\n${text.trim()}\n\`\`\``;
}
