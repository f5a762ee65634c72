import { isInDanger } from '../../lib/status/state.ts';
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

/**
 * Groups by function, and by host within it. The secrets in danger come first, then the others. In both parts, the
 * secret that dies first is at the top. So a healthy token that lives an hour does not hide a secret that dies tonight.
 */
export function linesOf(all: readonly PublicationStatus[]): Line[] {
  const publications = [true, false].flatMap((danger) =>
    all.filter(({ state }) => isInDanger(state) === danger),
  );
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
