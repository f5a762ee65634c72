import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { duration } from '../../lib/text/duration.ts';
import type { Line } from './lines.ts';
import { SecretRow } from './secret-row.tsx';
import { offsetsOf, type Range, visibleRange } from './visible-range.ts';
import { timeUntil } from './words.ts';

/** As in the stylesheet, in pixels. Narrow screens have the cells of a row below each other. */
const HEIGHTS = { wide: { function: 40, publication: 48 }, narrow: { function: 60, publication: 92 } };
const NARROW = '(max-width: 700px)';

interface Props {
  lines: readonly Line[];
  at: string;
}

/** One row for each publication. Only the visible rows exist, so that ten thousand rows scroll smoothly. */
export function SecretsTable({ lines, at }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const isNarrow = useMedia(NARROW);
  const isPrinted = usePrinting();
  const offsets = useMemo(() => {
    const heights = HEIGHTS[isNarrow ? 'narrow' : 'wide'];
    return offsetsOf(lines.map(({ kind }) => heights[kind]));
  }, [lines, isNarrow]);
  const [seen, setSeen] = useState<Range>({ from: 0, until: 40 });
  useLayoutEffect(() => {
    const look = () => {
      const top = -(body.current?.getBoundingClientRect().top ?? 0);
      const range = visibleRange(offsets, top, top + innerHeight);
      setSeen((before) => (before.from === range.from && before.until === range.until ? before : range));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [offsets]);

  const { from, until } = isPrinted ? { from: 0, until: lines.length } : seen;
  // A drawn row stays unchanged while the table scrolls: Preact skips an identical object.
  const drawn = useMemo(() => new Map<number, VNode>(), [lines, at, offsets, isPrinted]);
  const rowOf = (line: Line, index: number) => {
    const top = isPrinted ? undefined : offsets[index];
    const row = drawn.get(index) ?? <LineRow key={keyOf(line)} line={line} at={at} index={index} top={top} />;
    drawn.set(index, row);
    return row;
  };
  const height = isPrinted ? 'auto' : `${offsets.at(-1)}px`;
  return (
    <table class="secrets" aria-rowcount={lines.length + 1}>
      <caption class="unseen">Secrets, what dies first at the top</caption>
      <thead>
        <tr class="row titles quiet" aria-rowindex={1}>
          <th scope="col">State</th>
          <th scope="col">Secret</th>
          <th scope="col">Life</th>
          <th scope="col">Ends in</th>
          <th scope="col">Last probe</th>
        </tr>
      </thead>
      <tbody ref={body} style={{ height }}>
        {lines.slice(from, until).map((line, index) => rowOf(line, from + index))}
      </tbody>
    </table>
  );
}

function LineRow({
  line,
  at,
  index,
  top,
}: {
  line: Line;
  at: string;
  index: number;
  top: number | undefined;
}) {
  const place = {
    'aria-rowindex': index + 2,
    style: top === undefined ? {} : { transform: `translateY(${top}px)` },
  } as const;
  if (line.kind === 'publication') return <SecretRow publication={line.publication} at={at} place={place} />;
  const { name, cadence, nextRunAt, count } = line;
  return (
    <tr class="row function" {...place}>
      <td colSpan={5}>
        <strong class="name">{name}</strong>{' '}
        <span class="quiet">
          {count.toLocaleString('en')} {count === 1 ? 'secret' : 'secrets'}, a run every{' '}
          {duration(cadence * 1_000)}
          {nextRunAt !== undefined && `, the next ${timeUntil(nextRunAt, at)}`}
        </span>
      </td>
    </tr>
  );
}

function keyOf(line: Line): string {
  return line.kind === 'function' ? line.name : `${line.publication.backend} ${line.publication.name}`;
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const change = () => setMatches(media.matches);
    media.addEventListener('change', change);
    return () => media.removeEventListener('change', change);
  }, [query]);
  return matches;
}

/** On paper nothing scrolls: every row is drawn before the page is printed. */
function usePrinting(): boolean {
  const [isPrinted, setPrinted] = useState(false);
  useEffect(() => {
    const [before, after] = [() => setPrinted(true), () => setPrinted(false)];
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
  return isPrinted;
}
