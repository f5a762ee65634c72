import { styleText } from 'node:util';

export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export type Paint = (colour: Colour, text: string) => string;

/** Returns a function that colours text for a terminal, or one that leaves it unchanged. */
export function painter(colours: boolean): Paint {
  return colours ? (colour, text) => styleText(colour, text, { validateStream: false }) : (_, text) => text;
}
