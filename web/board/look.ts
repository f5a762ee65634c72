import type { State } from '../../lib/status/state.ts';

/** How a state looks: a shape and a colour. The word beside them is the state itself. */
export type Look = 'alive' | 'low' | 'dead' | 'unknown';

const LOOKS: Record<State, Look> = {
  dead: 'dead',
  unpublished: 'unknown',
  unreadable: 'unknown',
  low: 'low',
  overdue: 'low',
  failing: 'low',
  alive: 'alive',
};

export function lookOf(state: State): Look {
  return LOOKS[state];
}
