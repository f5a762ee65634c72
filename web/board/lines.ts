import type { PublicationStatus } from '../../lib/status/status.ts';
import type { View } from './view.ts';

/** A line of the table: the title of a function, or a publication under it. */
export type Line =
  | { kind: 'function'; name: string; cadence: number; nextRunAt: string | undefined; count: number }
  | { kind: 'publication'; publication: PublicationStatus };

/** Returns the publications of a view. Every word must occur in the host, backend, name or state. */
export function shownIn(
  publications: readonly PublicationStatus[],
  { words, states, backend, function: name }: View,
): PublicationStatus[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return publications.filter(
    (each) =>
      (states.length === 0 || states.includes(each.state)) &&
      (backend === '' || each.backend === backend) &&
      (name === '' || each.function === name) &&
      wanted.every((word) => textOf(each).includes(word)),
  );
}

/** Groups by function, and by host within it. The group with the secret that dies first comes first. */
export function linesOf(publications: readonly PublicationStatus[]): Line[] {
  return [...Map.groupBy(publications, (each) => each.function)].flatMap(([name, ofFunction]): Line[] => [
    {
      kind: 'function',
      name,
      cadence: ofFunction[0]?.cadence ?? 0,
      nextRunAt: ofFunction.flatMap(({ nextRunAt }) => nextRunAt ?? []).toSorted()[0],
      count: ofFunction.length,
    },
    ...[...Map.groupBy(ofFunction, ({ host }) => host).values()]
      .flat()
      .map((publication): Line => ({ kind: 'publication', publication })),
  ]);
}

function textOf({ host, backend, name, state }: PublicationStatus): string {
  return `${host} ${backend} ${name} ${state}`.toLowerCase();
}
