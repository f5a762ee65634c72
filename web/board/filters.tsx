import { useEffect, useRef } from 'preact/hooks';
import type { StatusDocument } from '../../lib/status/document.ts';
import { STATES, type State } from '../../lib/status/state.ts';
import { lookOf } from './look.ts';
import { Mark } from './mark.tsx';
import type { View } from './view.ts';

interface Props {
  status: StatusDocument;
  view: View;
  onView: (view: View) => void;
}

/** The search and the filters above the table. The key "/" moves to the search. */
export function Filters({ status: { publications, counts }, view, onView }: Props) {
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      search.current?.focus();
    };
    addEventListener('keydown', find);
    return () => removeEventListener('keydown', find);
  }, []);
  const toggle = (state: State) => {
    const without = view.states.filter((each) => each !== state);
    onView({ ...view, states: without.length < view.states.length ? without : [...view.states, state] });
  };
  return (
    <search class="filters">
      <input
        ref={search}
        type="search"
        placeholder="Search host, backend or name"
        aria-label="Search host, backend or name"
        value={view.words}
        onInput={({ currentTarget }) => onView({ ...view, words: currentTarget.value })}
      />
      <fieldset>
        <legend class="unseen">States</legend>
        {STATES.filter((state) => counts[state] > 0).map((state) => (
          <button
            type="button"
            key={state}
            aria-pressed={view.states.includes(state)}
            onClick={() => toggle(state)}
          >
            <Mark look={lookOf(state)} /> {counts[state]} {state}
          </button>
        ))}
      </fieldset>
      <Choice
        label="Backend"
        every="all backends"
        values={distinct(publications.map(({ backend }) => backend))}
        value={view.backend}
        onValue={(backend) => onView({ ...view, backend })}
      />
      <Choice
        label="Function"
        every="all functions"
        values={distinct(publications.map((each) => each.function))}
        value={view.function}
        onValue={(name) => onView({ ...view, function: name })}
      />
    </search>
  );
}

interface ChoiceProps {
  label: string;
  every: string;
  values: readonly string[];
  value: string;
  onValue: (value: string) => void;
}

/** Left out if there is only one choice. */
function Choice({ label, every, values, value, onValue }: ChoiceProps) {
  if (values.length < 2) return null;
  return (
    <select aria-label={label} value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
      <option value="">{every}</option>
      {values.map((each) => (
        <option key={each} value={each}>
          {each}
        </option>
      ))}
    </select>
  );
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].toSorted();
}
