import type { RehearsalEvent, RehearsalState } from '../shared/rehearsal-state.ts';
import { timeText } from '../shared/time-text.ts';
import type { Zone } from '../shared/zone.ts';
import type { StateLook } from './look.ts';
import { Mark } from './mark.tsx';

const LOOKS: Record<RehearsalEvent['kind'], StateLook> = {
  run: 'alive',
  repaired: 'alive',
  well: 'alive',
  kept: 'alive',
  failed: 'low',
  alarm: 'dead',
  fault: 'unknown',
};

/** The events with the newest at the top, the result of pulling, and the summary of a scenario. */
export function RehearsalStory({ state, zone }: { state: RehearsalState; zone: Zone }) {
  const { pulls, scenario, events } = state;
  const total = pulls.working + pulls.failing.length;
  return (
    <div class="story">
      {scenario && (
        <div class="scenario" role="status">
          <strong>{scenario.title}</strong>{' '}
          {scenario.verdict.length === 0 ? (
            <progress aria-label="Progress of the scenario" value={scenario.done} />
          ) : (
            <p>{scenario.verdict.join(' ')}</p>
          )}
        </div>
      )}
      <p>
        <Mark look={pulls.failing.length > 0 ? 'dead' : 'alive'} />{' '}
        {pulls.failing.length === 0
          ? `All ${total} secrets with an image pull.`
          : `${pulls.failing.length} of ${total} secrets with an image do not pull: ${pulls.failing.slice(0, 2).join(', ')}`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: with the keyboard, only what has the focus can be scrolled */}
      <ol aria-label="What has happened" tabIndex={0}>
        {[...events].reverse().map(({ at, kind, text }) => (
          <li key={`${at} ${text}`} class={LOOKS[kind]}>
            <Mark look={LOOKS[kind]} />
            <time class="quiet" dateTime={at}>
              {timeText(at, zone)}
            </time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
