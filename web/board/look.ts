import type { State } from '../../lib/status/state.ts';

/** How a state looks: a shape and a colour. The word beside them is the state itself. */
export type StateLook = 'alive' | 'low' | 'dead' | 'unknown';

const LOOKS: Record<State, StateLook> = {
  dead: 'dead',
  unpublished: 'unknown',
  unreadable: 'unknown',
  low: 'low',
  overdue: 'low',
  failing: 'low',
  alive: 'alive',
};

export function lookOf(state: State): StateLook {
  return LOOKS[state];
}
