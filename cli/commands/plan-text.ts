import { nameWithHost } from '../../lib/config/name-with-host.ts';
import type { Forecast } from '../../lib/forecast/forecast.ts';
import type { FunctionForecast, MintForecast } from '../../lib/forecast/functions.ts';
import {
  lifeInWords,
  limitOf,
  money,
  reasonsFor,
  timeOf,
  totalCost,
  totalsOf,
  whole,
} from '../../lib/forecast/words.ts';
import { duration } from '../../lib/text/duration.ts';
import { type Paint, painter } from '../../lib/text/paint.ts';
import { table } from '../../lib/text/table.ts';
import { wrapAfter } from '../../lib/text/wrap.ts';

interface TextOptions {
  colours: boolean;
  width?: number | undefined;
  /** True shows only the totals and the notes. */
  problemsOnly?: boolean;
}

/** For people: the totals; each function; what it calls, its quotas and its costs; and the notes on what may go wrong. */
export function formatPlan(outlook: Forecast, { colours, width, problemsOnly = false }: TextOptions): string {
  const paint = painter(colours);
  const notes = outlook.warnings.map(({ says, remedy }) =>
    [
      wrapAfter(`${paint('yellow', 'note')}  `, says, width),
      ...(remedy === undefined ? [] : [wrapAfter('      do: ', remedy, width)]),
    ].join('\n'),
  );
  const details = [
    ...outlook.functions.map((each) => functionText(each, paint, width)),
    titled('API calls', callsTable(outlook, paint, width), paint),
    ...(outlook.quotas.length === 0 ? [] : [titled('Quotas', quotasTable(outlook, paint, width), paint)]),
    ...(outlook.costs.length === 0 ? [] : [titled('Cost a month, about', costsTable(outlook, width), paint)]),
  ];
  return `${[totalsOf(outlook), ...(problemsOnly ? [] : details), ...notes].join('\n\n')}\n`;
}

function functionText(
  { name, cadenceSeconds, mints }: FunctionForecast,
  paint: Paint,
  width?: number,
): string {
  const blocks = mints.map((mint) => {
    const rows = mint.publications.map((each) => ['  ', each.backend, each.format, nameWithHost(each)]);
    return `  ${titleOf(mint, paint)}\n${table(rows, { width })}`;
  });
  return [`${paint('bold', name)}  every ${duration(cadenceSeconds * 1_000)}`, ...blocks].join('\n');
}

function titleOf(mint: MintForecast, paint: Paint): string {
  const { lives, survives, isTight } = lifeInWords(mint);
  const title = `${mint.title}: ${lives}`;
  return survives === undefined ? title : `${title}, ${paint(isTight ? 'yellow' : 'green', survives)}`;
}

function callsTable({ calls }: Forecast, paint: Paint, width?: number): string {
  const heading = ['', '', 'a run', 'a day', 'a month', 'for'];
  const rows = calls.map(
    ({ function: name, service, for: what = 'minting and keys', perRun, perDay, perMonth }) => [
      name,
      service,
      ...[perRun, perDay, perMonth].map(whole),
      what,
    ],
  );
  return table([dimmed(heading, paint), ...rows], { width, right: [2, 3, 4] });
}

function quotasTable({ quotas }: Forecast, paint: Paint, width?: number): string {
  const heading = ['', '', '', 'needed', 'most', 'takes'];
  const rows = quotas.map((quota) => {
    const { function: name, backend, what, needed } = quota;
    return [name, backend, what, whole(needed), limitOf(quota), timeOf(quota)];
  });
  return table([dimmed(heading, paint), ...rows], { width, right: [3] });
}

function dimmed(words: readonly string[], paint: Paint): string[] {
  return words.map((word) => paint('dim', word));
}

function costsTable({ costs }: Forecast, width?: number): string {
  return table(
    [
      ...costs.map((cost) => [cost.of, money(cost.dollars), reasonsFor(cost)]),
      ['together', money(totalCost(costs))],
    ],
    { width, right: [1] },
  );
}

function titled(title: string, text: string, paint: Paint): string {
  return `${paint('bold', title)}\n${text.replaceAll(/^(?=.)/gm, '  ')}`;
}
