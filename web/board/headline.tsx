import type { StatusDocument } from '../../lib/status/document.ts';
import { isInDanger } from '../../lib/status/state.ts';
import { timeText } from '../shared/time-text.ts';
import type { Zone } from '../shared/zone.ts';
import { lookOf } from './look.ts';
import { Mark } from './mark.tsx';
import { firstEndWords } from './words.ts';

interface Props {
  status: StatusDocument;
  /** Why the status is not up to date. */
  problem: string | undefined;
  zone: Zone;
  onZone: (zone: Zone) => void;
}

/** The first thing to see: the total in words, and whether a secret is about to die. */
export function Headline({ status, problem, zone, onZone }: Props) {
  const look = problem === undefined ? lookOf(status.state) : 'unknown';
  const [total = '', first] = capitalised(status.summary).split(': ');
  const other: Zone = zone === 'UTC' ? 'local' : 'UTC';
  return (
    <section class={`headline ${look}`} aria-label="Total">
      <h1 aria-live="polite">
        <Mark look={look} />
        <span>
          {problem === undefined ? total : 'Not known at the moment'}
          {problem === undefined && first !== undefined && <small class="name">{first}</small>}
        </span>
      </h1>
      {problem !== undefined && (
        <p role="alert">
          {problem} Below is what was known at {timeText(status.at, zone)}: {status.summary}.
        </p>
      )}
      <p class="quiet">
        {problem === undefined && !isInDanger(status.state) && firstEndWords(status)}{' '}
        <span class="as-of">
          {timeText(status.at, zone)} {zone === 'UTC' ? 'UTC' : 'local time'}{' '}
          <button type="button" class="plain" onClick={() => onZone(other)}>
            show {other === 'UTC' ? 'UTC' : 'local time'}
          </button>
        </span>
      </p>
    </section>
  );
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
