import { STATES, type State } from '../../lib/status/state.ts';

/** The view of the board. It is in the fragment of the URL, so that every view has a link. */
export interface View {
  words: string;
  /** No state means all of them. */
  states: readonly State[];
  backend: string;
  function: string;
  /** One publication, by its backend and its name. */
  one?: { backend: string; name: string };
}

export const EVERYTHING: View = { words: '', states: [], backend: '', function: '' };

export function parseFragment(fragment: string): View {
  const found = new URLSearchParams(fragment.replace(/^#/, ''));
  const [backend, name] = [found.get('backend') ?? '', found.get('name')];
  if (name !== null) return { ...EVERYTHING, one: { backend, name } };
  const states = found.getAll('state');
  return {
    words: found.get('search') ?? '',
    states: STATES.filter((state) => states.includes(state)),
    backend,
    function: found.get('function') ?? '',
  };
}

export function fragmentOf({ words, states, backend, function: name, one }: View): string {
  const pairs: [string, string][] =
    one === undefined
      ? [
          ['search', words],
          ...states.map((state): [string, string] => ['state', state]),
          ['backend', backend],
          ['function', name],
        ]
      : [
          ['backend', one.backend],
          ['name', one.name],
        ];
  return `#${new URLSearchParams(pairs.filter(([, value]) => value !== ''))}`;
}

export function linkTo({ backend, name }: { backend: string; name: string }): string {
  return fragmentOf({ ...EVERYTHING, one: { backend, name } });
}
