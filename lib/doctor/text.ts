import { type Colour, type Paint, painter } from '../text/paint.ts';
import { wrapAfter } from '../text/wrap.ts';
import { type CheckOutcome, type CheckResult, GROUPS } from './check.ts';

interface TextOptions {
  colours: boolean;
  /** How many characters a line of the terminal has. */
  width?: number | undefined;
  /** True leaves out the checks that are fine. */
  problemsOnly?: boolean;
}

const COLOURS: Record<CheckOutcome, Colour> = {
  fine: 'green',
  warning: 'yellow',
  wrong: 'red',
  'not checked': 'cyan',
};
const WIDTH = Math.max(...Object.keys(COLOURS).map(({ length }) => length));
const INDENT = ' '.repeat(WIDTH + 4);

/** Formats the results for a terminal: group by group, each cause and each hint once, then the totals. */
export function doctorText(
  results: readonly CheckResult[],
  { colours, width, problemsOnly = false }: TextOptions,
): string {
  const paint = painter(colours);
  const said = new Set<string>();
  const once = (label: string, text: string | undefined) => {
    if (text === undefined || said.has(text)) return [];
    said.add(text);
    return [wrapAfter(`${INDENT}${label}: `, text, width)];
  };
  const entryText = (alike: readonly CheckResult[]) =>
    alike
      .slice(0, 1)
      .map((first) =>
        [headText(alike, first, paint, width), ...once('cause', first.cause), ...once('do', first.hint)].join(
          '\n',
        ),
      );
  const paragraphs = GROUPS.flatMap((group) => {
    const own = results.filter((each) => each.group === group && !(problemsOnly && each.outcome === 'fine'));
    const entries = byCause(own).flatMap(entryText);
    return entries.length === 0 ? [] : [[group, ...entries].join('\n')];
  });
  return `${[...paragraphs, wrapAfter('', totals(results), width)].join('\n\n')}\n`;
}

/** Results with the same cause and the same remedy are one entry, in the place of the first. Fine results are listed singly. */
function byCause(results: readonly CheckResult[]): CheckResult[][] {
  const groups = Map.groupBy(results, ({ outcome, name, says, cause, hint }) =>
    JSON.stringify(outcome === 'fine' ? [name, says] : [outcome, cause, hint, hint ?? cause ?? says]),
  );
  return [...groups.values()];
}

const MOST_NAMED = 3;

function headText(
  alike: readonly CheckResult[],
  { outcome, says }: CheckResult,
  paint: Paint,
  width: number | undefined,
): string {
  const names = alike.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = alike.length - names.length;
  const who = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return wrapAfter(`  ${paint(COLOURS[outcome], outcome.padEnd(WIDTH))}  `, `${who}: ${says}`, width);
}

function totals(results: readonly CheckResult[]): string {
  const count = (outcome: CheckOutcome) => results.filter((result) => result.outcome === outcome).length;
  const counts = (['wrong', 'warning', 'not checked', 'fine'] as const).flatMap((outcome) =>
    count(outcome) === 0 ? [] : `${count(outcome)} ${outcome}`,
  );
  return `${counts.join(', ')}. ${verdict(count('wrong'), count('not checked'))}`;
}

function verdict(wrong: number, notAsked: number): string {
  const unknown =
    notAsked === 0 ? '' : ` ${notAsked} ${notAsked === 1 ? 'check' : 'checks'} could not be made.`;
  return wrong > 0
    ? `Fix the first problem first: later ones often follow from it.${unknown}`
    : `Nothing was found that would fail the next run.${unknown}`;
}
