import { nameWithHost } from '../../lib/config/name-with-host.ts';
import type { Forecast } from '../../lib/forecast/forecast.ts';
import type { FunctionForecast, MintForecast } from '../../lib/forecast/functions.ts';
import { lifeInWords } from '../../lib/forecast/words.ts';
import { duration } from '../../lib/text/duration.ts';

/** A box of the picture. Its texts are cut to fit; `title` has the full text. */
export interface Box {
  kind: 'mint' | 'publication' | 'backend';
  x: number;
  y: number;
  width: number;
  height: number;
  title: string;
  lines: Line[];
}

interface Line {
  text: string;
  /** The style of the line: a name, a detail, or a remark on its safety. */
  as: 'strong' | 'name' | 'quiet' | 'alive' | 'low';
}

/** The picture of a plan: mints, publications and backends. Lengths are in CSS pixels. */
interface Diagram {
  width: number;
  height: number;
  boxes: Box[];
  /** Lines between boxes, as SVG paths. */
  wires: string[];
  /** The number of publications without a box, because the picture would be too large. */
  omitted: number;
}

/** The most boxes. The table below the picture has all publications. */
const MOST_DRAWN = 60;

const PADDING = 10;
const LINE = 18;
const GAP = 10;
/** Between the boxes of two mints. */
const GROUP_GAP = 22;
const FONT = 13;
/** The greatest average width of a character: the fonts of systems differ. */
const WIDTH_OF = { text: 0.57 * FONT, strong: 0.64 * FONT, name: 0.61 * 12 };

/** On a narrower page, names do not fit into three columns, so the boxes are drawn below each other. */
const NARROW = 720;

/** Draws a forecast for a page of this width. */
export function diagramOf({ functions }: Forecast, width: number): Diagram {
  const { groups, omitted } = groupsIn(functions);
  return { ...(width < NARROW ? stacked(groups, width) : sideBySide(groups, width)), omitted };
}

interface Group {
  mint: MintForecast;
  run: FunctionForecast;
  publications: MintForecast['publications'];
}

function groupsIn(functions: readonly FunctionForecast[]): { groups: Group[]; omitted: number } {
  let left = MOST_DRAWN;
  let omitted = 0;
  const groups = functions.flatMap((run) =>
    run.mints.map((mint): Group => {
      const publications = mint.publications.slice(0, Math.max(0, left));
      left -= mint.publications.length;
      omitted += mint.publications.length - publications.length;
      return { mint, run, publications };
    }),
  );
  return { groups: groups.filter(({ publications }) => publications.length > 0), omitted };
}

function sideBySide(groups: readonly Group[], width: number): Omit<Diagram, 'omitted'> {
  const gutter = Math.min(70, width * 0.06);
  const mintWidth = Math.round((width - 2 * gutter) * 0.31);
  const backendWidth = Math.round((width - 2 * gutter) * 0.23);
  const middle = { x: mintWidth + gutter, width: width - mintWidth - backendWidth - 2 * gutter };
  const right = { x: width - backendWidth, width: backendWidth };
  const boxes: Box[] = [];
  const wires: string[] = [];
  const uses = new Map<string, Box[]>();
  let y = 0;
  for (const { mint, run, publications } of groups) {
    const lines = mintLines(mint, run, mintWidth);
    const mintHeight = heightOf(lines);
    const rows = publications.map((publication) => publicationBox(publication, middle));
    const rowsHeight = rows.reduce((sum, { height }) => sum + height + GAP, -GAP);
    const height = Math.max(mintHeight, rowsHeight);
    const from = box('mint', 0, y + (height - mintHeight) / 2, mintWidth, lines, mint.title);
    boxes.push(from);
    let rowY = y + (height - rowsHeight) / 2;
    for (const [index, row] of rows.entries()) {
      const placed = { ...row, y: rowY };
      rowY += row.height + GAP;
      boxes.push(placed);
      wires.push(wire(from, placed));
      const { backend, to } = publications[index] ?? {};
      const key = JSON.stringify([backend, to?.type]);
      uses.set(key, [...(uses.get(key) ?? []), placed]);
    }
    y += height + GROUP_GAP;
  }
  const backends = [...uses].map(([key, users]) => {
    const [backend, type]: [string, string] = JSON.parse(key);
    const lines: Line[] = [
      { text: cut(backend, right.width, 'name'), as: 'name' },
      ...(type === backend ? [] : [{ text: cut(type, right.width, 'text'), as: 'quiet' as const }]),
    ];
    const centre = users.reduce((sum, user) => sum + user.y + user.height / 2, 0) / users.length;
    return {
      users,
      placed: box(
        'backend',
        right.x,
        centre - heightOf(lines) / 2,
        right.width,
        lines,
        `${backend} (${type})`,
      ),
    };
  });
  let lowest = 0;
  for (const each of backends.toSorted((one, other) => one.placed.y - other.placed.y)) {
    each.placed.y = Math.max(each.placed.y, lowest);
    lowest = each.placed.y + each.placed.height + GAP;
    boxes.push(each.placed);
    for (const user of each.users) wires.push(wire(user, each.placed));
  }
  const height = Math.max(0, ...boxes.map((each) => each.y + each.height));
  return { width, height, boxes, wires };
}

/** For a telephone: each mint, with its publications and backends below it. */
function stacked(groups: readonly Group[], width: number): Omit<Diagram, 'omitted'> {
  const indent = 22;
  const boxes: Box[] = [];
  const wires: string[] = [];
  let y = 0;
  for (const { mint, run, publications } of groups) {
    const from = box('mint', 0, y, width, mintLines(mint, run, width), mint.title);
    boxes.push(from);
    y += from.height + GAP;
    for (const publication of publications) {
      const place = { x: indent, width: width - indent };
      const row = publicationBox(publication, place, `→ ${publication.backend}`);
      row.y = y;
      boxes.push(row);
      wires.push(`M 10 ${from.y + from.height} V ${y + row.height / 2} H ${indent}`);
      y += row.height + GAP;
    }
    y += GROUP_GAP - GAP;
  }
  return { width, height: Math.max(0, y - GROUP_GAP), boxes, wires };
}

function mintLines(mint: MintForecast, { name, cadenceSeconds }: FunctionForecast, width: number): Line[] {
  const { lives, survives, isTight } = lifeInWords(mint);
  return [
    ...wrapped(mint.title, width, 'strong').map((text): Line => ({ text, as: 'strong' })),
    { text: cut(name, width, 'text'), as: 'quiet' },
    ...wrapped(`every ${duration(cadenceSeconds * 1_000)}, ${lives}`, width, 'text').map(
      (text): Line => ({ text, as: 'quiet' }),
    ),
    ...(survives === undefined
      ? []
      : [{ text: survives, as: isTight ? ('low' as const) : ('alive' as const) }]),
  ];
}

function publicationBox(
  publication: MintForecast['publications'][number],
  { x, width }: { x: number; width: number },
  where?: string,
): Box {
  const name = nameWithHost(publication);
  const beside = [where, publication.format].filter((text) => text !== undefined).join(' · ');
  const lines: Line[] = [
    { text: cut(name, width, 'name'), as: 'name' },
    { text: cut(beside, width, 'text'), as: 'quiet' },
  ];
  return box('publication', x, 0, width, lines, name);
}

function box(kind: Box['kind'], x: number, y: number, width: number, lines: Line[], title: string): Box {
  return { kind, x, y, width, height: heightOf(lines), title, lines };
}

function heightOf(lines: readonly Line[]): number {
  return lines.length * LINE + 2 * PADDING - 4;
}

function wire(from: Box, to: Box): string {
  const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
  const [x2, y2] = [to.x, to.y + to.height / 2];
  const bend = (x2 - x1) / 2;
  return `M ${x1} ${y1} C ${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

function fitting(width: number, letters: keyof typeof WIDTH_OF): number {
  return Math.max(4, Math.floor((width - 2 * PADDING) / WIDTH_OF[letters]));
}

/** Names differ at both ends, so the middle is left out. */
function cut(text: string, width: number, letters: keyof typeof WIDTH_OF): string {
  const most = fitting(width, letters);
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) * 0.6);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}

/** At most two lines. */
function wrapped(text: string, width: number, letters: keyof typeof WIDTH_OF): string[] {
  const most = fitting(width, letters);
  if (text.length <= most) return [text];
  const space = text.lastIndexOf(' ', most);
  if (space <= 0) return [cut(text, width, letters)];
  return [text.slice(0, space), cut(text.slice(space + 1), width, letters)];
}

/** The position of a line's text in its box. */
export function baselineOf({ y }: Box, index: number): number {
  return y + PADDING + index * LINE + 12;
}
