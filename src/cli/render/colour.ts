/** Colours of words, only where a terminal shows them. */
export type Colour = 'red' | 'green' | 'yellow' | 'bold' | 'dim';
const CODES: Readonly<Record<Colour, number>> = { red: 31, green: 32, yellow: 33, bold: 1, dim: 2 };

export type Paint = (text: string, colour: Colour | undefined) => string;

export const paint =
  (colours: boolean): Paint =>
  (text, colour) =>
    colours && colour !== undefined ? `\x1b[${CODES[colour]}m${text}\x1b[0m` : text;
