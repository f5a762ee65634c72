import { nameWithHost } from '../../lib/config/name-with-host.ts';
import type { Cost } from '../../lib/forecast/costs.ts';
import type { Forecast } from '../../lib/forecast/forecast.ts';
import type { FunctionForecast, MintForecast } from '../../lib/forecast/functions.ts';
import { leastSeconds, type Quota } from '../../lib/forecast/quotas.ts';
import { duration } from '../../lib/text/duration.ts';
import { type Paint, painter } from '../../lib/text/paint.ts';
import { table } from '../../lib/text/table.ts';
import { wrapAfter } from '../../lib/text/wrap.ts';

interface TextOptions {
  colours: boolean;
  width?: number | undefined;
  /** Whether to show the totals and the notes alone. */
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
    titled('Cost a month, about', costsTable(outlook, width), paint),
  ];
  return `${[totals(outlook), ...(problemsOnly ? [] : details), ...notes].join('\n\n')}\n`;
}

function totals({ functions, costs, warnings }: Forecast): string {
  const mints = functions.flatMap((each) => each.mints);
  const secrets = mints.reduce((sum, { publications }) => sum + publications.length, 0);
  const notes = warnings.length === 0 ? 'no notes' : counted(warnings.length, 'note');
  return `${counted(secrets, 'secret')} from ${counted(mints.length, 'credential')}, about ${money(totalOf(costs))} a month, ${notes}`;
}

function counted(count: number, what: string): string {
  return `${whole(count)} ${what}${count === 1 ? '' : 's'}`;
}

function totalOf(costs: readonly Cost[]): number {
  return costs.reduce((sum, { dollars }) => sum + dollars, 0);
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
  const { title, lifeSeconds, missesSurvived: misses = 0, expires } = mint;
  if (lifeSeconds === undefined) {
    return `${title}: lives until ${expires ?? 'somebody revokes it'}`;
  }
  const survives = `survives ${misses === 1 ? 'one missed run' : `${misses} missed runs`}`;
  return `${title}: lives ${duration(lifeSeconds * 1_000)}, ${paint(misses > 1 ? 'green' : 'yellow', survives)}`;
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
    const { function: name, backend, what, most, per, needed } = quota;
    const limit = most === undefined ? 'none published' : `${most} a ${per}`;
    return [name, backend, what, whole(needed), limit, timeOf(quota)];
  });
  return table([dimmed(heading, paint), ...rows], { width, right: [3] });
}

function timeOf(quota: Quota): string {
  const seconds = leastSeconds(quota);
  if (seconds === undefined) return '';
  return seconds < 1 ? '< 1 s' : duration(seconds * 1_000);
}

function dimmed(words: readonly string[], paint: Paint): string[] {
  return words.map((word) => paint('dim', word));
}

function costsTable({ costs }: Forecast, width?: number): string {
  return table(
    [
      ...costs.map(({ of, dollars, because }) => [of, money(dollars), reasons(because)]),
      ['together', money(totalOf(costs))],
    ],
    { width, right: [1] },
  );
}

function reasons(because: Cost['because']): string {
  return Object.entries(because)
    .map(([what, count]) => `${what}: ${whole(count)}`)
    .join(', ');
}

function money(dollars: number): string {
  return dollars < 0.005 ? '< $0.01' : `$${dollars.toFixed(2)}`;
}

function whole(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

function titled(title: string, text: string, paint: Paint): string {
  return `${paint('bold', title)}\n${text.replaceAll(/^(?=.)/gm, '  ')}`;
}
