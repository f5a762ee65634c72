import type { PublicationStatus } from '../../lib/status/status.ts';
import { lifeOf } from './life.ts';
import { lookOf } from './look.ts';

const percent = (fraction: number) => `${(fraction * 100).toFixed(2)}%`;

/** The life of a secret from left to right: the past is a line, the rest is a bar in the colour of the state. */
export function LifeBar({ publication, at }: { publication: PublicationStatus; at: string }) {
  const life = lifeOf(publication, at);
  const look = lookOf(publication.state);
  if (life === undefined) {
    const isStored = publication.publishedAt !== undefined;
    return (
      <svg class={`life ${look}`} aria-hidden="true">
        <rect
          class={isStored ? 'left endless' : 'passed'}
          x="0"
          y={isStored ? 7 : 9}
          width="100%"
          height={isStored ? 6 : 2}
        />
      </svg>
    );
  }
  const { now, lowMark, runs, lastRun } = life;
  return (
    <svg class={`life ${look}`} aria-hidden="true">
      <rect class="passed" x="0" y="9" width="100%" height="2" />
      <rect class="left" x={percent(now)} y="5" width={percent(1 - now)} height="10" />
      <rect class="low-mark" x={percent(lowMark)} y="2" width="2" height="16" />
      {runs.map((run) => (
        <circle key={run} class="run" cx={percent(run)} cy="10" r="1.75" />
      ))}
      {lastRun !== undefined && (
        <svg x={percent(lastRun)} y="0" overflow="visible" aria-hidden="true">
          <path class="last-run" d="M-4 0h8L0 5z" />
        </svg>
      )}
      <rect class="now" x={percent(now)} y="0" width="2" height="20" />
    </svg>
  );
}

/** Explains the marks of the bars. */
export function Legend() {
  return (
    <p class="legend quiet">
      <span>
        <svg class="sign" viewBox="0 0 12 12" aria-hidden="true">
          <rect class="now" x="5" width="2" height="12" />
        </svg>
        now
      </span>
      <span>
        <svg class="sign" viewBox="0 0 12 12" aria-hidden="true">
          <circle class="run outside" cx="6" cy="6" r="2" />
        </svg>
        a run to come
      </span>
      <span>
        <svg class="sign" viewBox="0 0 12 12" aria-hidden="true">
          <rect class="low-mark" x="5" width="2" height="12" />
        </svg>
        low from here
      </span>
      <span>
        <svg class="sign" viewBox="0 0 12 12" aria-hidden="true">
          <path class="last-run" d="M2 3h8L6 9z" />
        </svg>
        the last run: if it fails too, the secret dies
      </span>
    </p>
  );
}
