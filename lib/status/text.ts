import { nameWithHost } from '../config/name-with-host.ts';
import { duration } from '../text/duration.ts';
import { type Colour, type Paint, painter } from '../text/paint.ts';
import { table } from '../text/table.ts';
import { remarksOn } from './remarks.ts';
import { STATES, type State } from './state.ts';
import type { PublicationStatus, Status } from './status.ts';

interface TextOptions {
  colours: boolean;
  /** How many characters a line of the terminal has. */
  width?: number | undefined;
  /** What serverless has to be told to find what is deployed: `--stage dev`. */
  deployed?: string;
}

const COLOURS: Record<State, Colour> = {
  dead: 'red',
  unpublished: 'red',
  low: 'red',
  overdue: 'red',
  failing: 'yellow',
  alive: 'green',
};

/** For people: how many are how, then what dies first, then what is wrong and what to do. */
export function formatStatus(status: Status, { colours, width, deployed }: TextOptions): string {
  const paint = painter(colours);
  const parts = [summaryOf(status, paint), tableOf(status, paint, width), ...remarksOn(status, deployed)];
  return `${parts.join('\n\n')}\n`;
}

function summaryOf({ counts, publications, at }: Status, paint: Paint): string {
  const parts = STATES.filter((state) => counts[state] > 0).map((state) =>
    paint(COLOURS[state], `${counts[state] === publications.length ? 'all ' : ''}${counts[state]} ${state}`),
  );
  return `${parts.join(', ')}  ${paint('dim', `at ${clock(at)} UTC`)}`;
}

function tableOf({ publications, at }: Status, paint: Paint, width: number | undefined): string {
  const now = Date.parse(at);
  const probed = publications.some((each) => each.probed !== undefined);
  const heading = [
    'state',
    'lives',
    'until (UTC)',
    'published',
    ...(probed ? ['probe'] : []),
    'backend',
    'name',
  ];
  const rows = publications.map((each) => [
    paint(COLOURS[each.state], each.state),
    life(each),
    each.expiresAt === undefined ? '' : clock(each.expiresAt),
    each.publishedAt === undefined ? '' : ago(each.publishedAt, now),
    ...(probed
      ? [each.probed === undefined ? '' : `${each.probed.verdict}, ${ago(each.probed.at, now)}`]
      : []),
    each.backend,
    nameWithHost(each),
  ]);
  return table([heading.map((word) => paint('dim', word)), ...rows], { width });
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
