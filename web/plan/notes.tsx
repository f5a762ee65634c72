import type { Warning } from '../../lib/forecast/warnings.ts';

/** The risks of a plan that compiles, and what to do about them. */
export function Notes({ notes }: { notes: readonly Warning[] }) {
  if (notes.length === 0) return null;
  return (
    <ul class="notes">
      {notes.map(({ says, remedy }) => (
        <li key={says}>
          <strong>note</strong> {says}
          {remedy && <p class="quiet">{remedy}</p>}
        </li>
      ))}
    </ul>
  );
}
