import { expect, test } from 'vitest';
import { wantsColours } from '../../cli/colours.ts';

const TERMINAL = { isTTY: true, hasColors: () => true };

test.each([
  [TERMINAL, {}, true],
  [{}, {}, false],
  [{ isTTY: true, hasColors: () => false }, {}, false],
  [{}, { FORCE_COLOR: '1' }, true],
  [{}, { FORCE_COLOR: '' }, true],
  [TERMINAL, { FORCE_COLOR: '0' }, false],
])('%# colours where FORCE_COLOR or the terminal asks for them', (stream, env, colours) =>
  expect(wantsColours(stream, env)).toBe(colours),
);
