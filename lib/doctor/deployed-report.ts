import type { Config } from '../config/config.ts';
import { visible } from '../secrecy/visible.ts';
import type { CheckOutcome, CheckResult } from './check.ts';

interface About {
  version: string;
  node: string;
  region: string;
}

const WIDTH = 'not checked'.length;

/** Formats the results for an issue. The text has no host, no account number and no secret. */
export function deployedReport(results: readonly CheckResult[], config: Config, about: About): string {
  const kinds = (values: readonly string[]) => [...new Set(values)].toSorted().join(', ') || 'none';
  const { registries } = config;
  const lines = [
    `pullkeeper ${about.version}, Node ${about.node}, ${about.region}`,
    `registries: ${registries.length} (${kinds(registries.map(({ host }) => host.kind))})`,
    `sources: ${kinds(registries.map(({ source }) => source.kind))}`,
    `backends: ${kinds(registries.flatMap(({ publish }) => publish.map(({ to }) => to.type)))}`,
    ...results.map(({ outcome, name, says, kind, hint }) =>
      [
        `${padded(outcome)}  ${name}: ${says}${kind === undefined ? '' : ` (${kind})`}`,
        ...(hint === undefined ? [] : [`${' '.repeat(WIDTH)}  do: ${hint}`]),
      ].join('\n'),
    ),
  ];
  return `${lines.map((line) => withoutNumbers(line)).join('\n')}\n`;
}

function padded(outcome: CheckOutcome): string {
  return outcome.padEnd(WIDTH);
}

/** Removes account numbers: they are private, though not secret. */
function withoutNumbers(text: string): string {
  return text
    .split('\n')
    .map((line) => visible(line.replace(/\d{12,}/g, '…')))
    .join('\n');
}
