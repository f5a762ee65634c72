import type { StateLook } from './look.ts';

const SHAPES: Record<StateLook, string> = {
  alive: 'M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1z',
  low: 'M6 .8 11.6 11H.4z',
  dead: 'M2.2.8 6 4.6 9.8.8l1.4 1.4L7.4 6l3.8 3.8-1.4 1.4L6 7.4 2.2 11.2.8 9.8 4.6 6 .8 2.2z',
  unknown: 'M6 .6 11.4 6 6 11.4.6 6zm0 2.3L2.9 6 6 9.1 9.1 6z',
};

/** The shape of a state: a disc, a triangle, a cross or a hollow diamond. The word is written beside the shape. */
export function Mark({ look }: { look: StateLook }) {
  return (
    <svg class={`mark ${look}`} viewBox="0 0 12 12" aria-hidden="true">
      <path d={SHAPES[look]} />
    </svg>
  );
}
