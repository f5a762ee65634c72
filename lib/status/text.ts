import { nameWithHost } from '../config/name-with-host.ts';
import { duration } from '../text/duration.ts';
import { type Colour, type Paint, painter } from '../text/paint.ts';
import { table } from '../text/table.ts';
import { wrapAfter } from '../text/wrap.ts';
import { deployedCommands } from './commands.ts';
import { type Commands, type Remark, remarksOn } from './remarks.ts';
import { STATES, type State } from './state.ts';
import type { PublicationStatus, Status } from './status.ts';

interface TextOptions {
  colours: boolean;
  /** How many characters a line of the terminal has. */
  width?: number | undefined;
  /** The commands to suggest. Default: those for a deployment. */
  commands?: Commands;
  /** True leaves out the rows in which nothing is wrong. */
  problemsOnly?: boolean;
}

const COLOURS: Record<State, Colour> = {
  dead: 'red',
  unpublished: 'red',
  unreadable: 'red',
  low: 'red',
  overdue: 'red',
  failing: 'yellow',
  alive: 'green',
};

/**
 * Formats the status for a terminal: the number of secrets in each state; a row for each secret, the first to die at
 * the top; then each reason once, with what to do. The number in a row is the number of its reason.
 */
export function formatStatus(
  status: Status,
  { colours, width, commands = deployedCommands(), problemsOnly = false }: TextOptions,
): string {
  const paint = painter(colours);
  const remarks = remarksOn(status, commands);
  const parts = [
    summaryOf(status, paint),
    ...tableOf(status, remarks, { paint, width, problemsOnly }),
    ...remarks.map((remark, index) => remarkText(remark, index + 1, width)),
    ...orphansText(status, width),
  ];
  return `${parts.join('\n\n')}\n`;
}

function summaryOf({ counts, publications, at }: Status, paint: Paint): string {
  const parts = STATES.filter((state) => counts[state] > 0).map((state) =>
    paint(COLOURS[state], `${counts[state] === publications.length ? 'all ' : ''}${counts[state]} ${state}`),
  );
  return `${parts.join(', ')}  ${paint('dim', `at ${clock(at)} UTC`)}`;
}

interface TableText {
  paint: Paint;
  width: number | undefined;
  problemsOnly: boolean;
}

function tableOf(
  { publications, at }: Status,
  remarks: readonly Remark[],
  { paint, width, problemsOnly }: TableText,
): string[] {
  const now = Date.parse(at);
  const numbers = numbersOf(remarks);
  const shown = problemsOnly ? publications.filter((each) => numbers.has(each)) : publications;
  if (shown.length === 0) return [];
  const columns: [heading: string, cell: (each: PublicationStatus) => string][] = [
    ['state', (each) => paint(COLOURS[each.state], each.state)],
    ['lives', life],
    ['until (UTC)', ({ expiresAt }) => (expiresAt === undefined ? '' : clock(expiresAt))],
    ['published', ({ publishedAt }) => (publishedAt === undefined ? '' : ago(publishedAt, now))],
    ['probe', (each) => probeOf(each, now)],
    ['why', (each) => numbers.get(each)?.join(', ') ?? ''],
    ['backend', ({ backend }) => backend],
    ['name', nameWithHost],
  ];
  const kept = columns.filter(([, cell]) => shown.some((each) => cell(each) !== ''));
  const headings = kept.map(([heading]) => paint('dim', heading));
  return [table([headings, ...shown.map((each) => kept.map(([, cell]) => cell(each)))], { width })];
}

/** The numbers of the reasons that each row has. */
function numbersOf(remarks: readonly Remark[]): Map<PublicationStatus, number[]> {
  const numbers = new Map<PublicationStatus, number[]>();
  for (const [index, { about }] of remarks.entries())
    for (const publication of about)
      numbers.set(publication, [...(numbers.get(publication) ?? []), index + 1]);
  return numbers;
}

/** The last probe of a dead secret is out of date, so it is not shown. */
function probeOf({ state, probed }: PublicationStatus, now: number): string {
  return probed === undefined || state === 'dead' ? '' : `${probed.verdict}, ${ago(probed.at, now)}`;
}

function remarkText({ reason, todo }: Remark, number: number, width: number | undefined): string {
  const mark = `${number}  `;
  const indent = ' '.repeat(mark.length);
  const steps = todo.map((step) => wrapAfter(`${indent}do: `, step, width));
  return [wrapAfter(mark, reason, width), ...steps].join('\n');
}

/** Lists the secrets that registries.yml no longer has: pullkeeper deletes no secret. */
function orphansText({ orphans }: Status, width: number | undefined): string[] {
  if (orphans.length === 0) return [];
  const rows = orphans.map(({ backend, name }) => ['', backend, name]);
  const reason = 'no longer in registries.yml, and still stored';
  return [`${reason}\n   do: delete the secrets that are no longer used\n${table(rows, { width })}`];
}

function life({ state, secondsToLive, publishedAt }: PublicationStatus): string {
  if (secondsToLive !== undefined) {
    const length = duration(Math.abs(secondsToLive) * 1_000);
    return state === 'dead' ? `died ${length} ago` : length;
  }
  return publishedAt === undefined ? '' : 'until revoked';
}

function ago(time: string, now: number): string {
  return `${duration(now - Date.parse(time))} ago`;
}

/** To the minute: `2026-11-21 20:27`. */
function clock(time: string): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
