import type { Config, Registry } from '../config/config.ts';
import { clockTime } from '../text/clock-time.ts';
import { duration } from '../text/duration.ts';
import type { Paint } from '../text/paint.ts';
import { table } from '../text/table.ts';
import type { MintOutcome, Outcome, Report } from './report.ts';

interface TextOptions {
  paint: Paint;
  now: Date;
  width?: number | undefined;
  /** The lines about mints, if they have more details than the report. */
  mints?: readonly string[][];
  /** The last column of a publication. Absent: the verdict of the probe. */
  proofOf?: (outcome: Outcome) => string;
}

/** Formats a report for people: the mints, then a paragraph for each host with a line for each of its publications. */
export function reportText({ publications, mints }: Report, config: Config, options: TextOptions): string {
  const { paint, width } = options;
  const lines = options.mints ?? mints.map((mint) => mintLine(mint, paint));
  const paragraphs = config.registries.flatMap((registry) => {
    const outcomes = publications.filter((outcome) => isOf(registry, outcome));
    if (outcomes.length === 0) return [];
    const rows = outcomes.map((outcome) => ['', ...cells(outcome, registry, options)]);
    return [
      `${paint('bold', registry.host.host)}${lifeOf(outcomes, options.now)}\n${table(rows, { width })}`,
    ];
  });
  const text = [table(lines.length === 0 ? [['minted nothing']] : lines, { width }), ...paragraphs].join(
    '\n\n',
  );
  return `${text.replaceAll(/^(?=.)/gm, '  ')}\n`;
}

function mintLine({ source, outcome, kind }: MintOutcome, paint: Paint): string[] {
  return outcome === 'minted' ? ['minted', source] : [paint('red', 'failed'), source, kind ?? ''];
}

function isOf({ publish }: Registry, { backend, name }: Outcome): boolean {
  return publish.some((each) => each.backend === backend && each.name === name);
}

function cells(outcome: Outcome, { image }: Registry, { paint, proofOf }: TextOptions): string[] {
  const state = paint(outcome.outcome === 'failed' ? 'red' : 'green', outcome.outcome);
  const proof = proofOf?.(outcome) ?? verdictOf(outcome, image);
  return [state, outcome.backend, outcome.name, proof];
}

function verdictOf({ probe }: Outcome, image: string | undefined): string {
  if (probe === undefined) return '';
  return probe === 'pulls' && image !== undefined ? `pulls ${image}` : probe;
}

function lifeOf(outcomes: readonly Outcome[], now: Date): string {
  const expiresAt = outcomes.find((each) => each.expiresAt !== undefined)?.expiresAt;
  if (expiresAt === undefined) {
    return outcomes.some(({ publishedAt }) => publishedAt !== undefined) ? '  lives until it is revoked' : '';
  }
  // To the minute: the duration of the run itself does not matter.
  const left = Math.round((Date.parse(expiresAt) - now.getTime()) / 60_000) * 60_000;
  return `  lives until ${clockTime(new Date(expiresAt))}, ${duration(left)}`;
}
