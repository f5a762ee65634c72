import { useEffect, useState } from 'preact/hooks';
import type { RehearsalState } from '../shared/rehearsal-state.ts';
import { timeText } from '../shared/time-text.ts';
import type { Zone } from '../shared/zone.ts';
import { type Action, askRehearsal } from './rehearsal-feed.ts';
import { RehearsalStory } from './rehearsal-story.tsx';

const ASK_MS = 1_000;

/** Faults that are not the fault of a service. */
const OTHERS = [
  ['runs:lost=1', 'lose the next run'],
  ['runs:lost=2', 'lose the next 2 runs'],
  ['runs:lost=3', 'lose the next 3 runs'],
  ['tokens:40min', 'new tokens live 40 minutes'],
  ['clock:+2h', 'the clock of the functions is 2 h fast'],
  ['clock:-2h', 'the clock of the functions is 2 h slow'],
] as const;

const WAYS: Readonly<Record<string, string>> = {
  down: 'is down',
  throttled: 'throttles',
  denied: 'denies',
  nonsense: 'answers nonsense',
};

interface Props {
  /** The secrets that can be deleted by hand. */
  names: readonly string[];
  zone: Zone;
}

/** The panel of `npm start`: it breaks things in the sandbox, and shows the effects. */
export function RehearsalPanel({ names, zone }: Props) {
  const [state, setState] = useState<RehearsalState>();
  const [refusal, setRefusal] = useState<string>();
  const take = (answer: Awaited<ReturnType<typeof askRehearsal>>) => {
    if (answer.state !== undefined) setState(answer.state);
    setRefusal(answer.refusal);
  };
  useEffect(() => {
    void askRehearsal().then(take);
    const timer = setInterval(() => void askRehearsal().then(take), ASK_MS);
    return () => clearInterval(timer);
  }, []);
  if (state === undefined) return refusal === undefined ? null : <p role="alert">{refusal}</p>;
  const act = (action: Action) => void askRehearsal(action, state.token).then(take);
  return (
    <section class="rehearsal" aria-labelledby="rehearsal-title">
      <div>
        <h2 id="rehearsal-title">Rehearsal</h2>
        <p class="quiet">
          {timeText(state.at, zone)}; a second here is {state.second} there. Nothing leaves this machine.
        </p>
        <Breaker state={state} names={names} onAct={act} />
        {refusal !== undefined && <p role="alert">{refusal}</p>}
        <ul class="active" aria-label="What is broken">
          {state.active.map(({ id, words }) => (
            <li key={id}>
              {words}{' '}
              <button type="button" onClick={() => act({ lift: id })} aria-label={`Repair: ${words}`}>
                repair
              </button>
            </li>
          ))}
        </ul>
        <p>Or play a scenario of up to twenty seconds:</p>
        <ul class="scenarios">
          {state.scenarios.map(({ id, title, shows }) => (
            <li key={id}>
              <button type="button" title={shows} onClick={() => act({ scenario: id })}>
                {title}
              </button>
            </li>
          ))}
        </ul>
      </div>
      <RehearsalStory state={state} zone={zone} />
    </section>
  );
}

interface BreakerProps {
  state: RehearsalState;
  names: readonly string[];
  onAct: (action: Action) => void;
}

function Breaker({ state: { places, ways }, names, onAct }: BreakerProps) {
  const first = `${places[0]?.id}:${ways[0]}`;
  const [fault, setFault] = useState(first);
  return (
    <form
      class="breaker"
      onSubmit={(event) => {
        event.preventDefault();
        onAct({ fault });
      }}
    >
      <select
        aria-label="What to break"
        value={fault}
        onChange={({ currentTarget }) => setFault(currentTarget.value)}
      >
        {places.map(({ id, title }) => (
          <optgroup key={id} label={title}>
            {ways.map((way) => (
              <option key={way} value={`${id}:${way}`}>
                {title} {WAYS[way] ?? way}
              </option>
            ))}
          </optgroup>
        ))}
        <optgroup label="Runs, tokens and the clock">
          {OTHERS.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </optgroup>
        <optgroup label="Delete a secret by hand">
          {names.slice(0, 50).map((name) => (
            <option key={name} value={`secret:deleted=${name}`}>
              delete {name}
            </option>
          ))}
        </optgroup>
      </select>
      <button type="submit">break it</button>
    </form>
  );
}
