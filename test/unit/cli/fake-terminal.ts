/** A terminal that remembers what was said to it. */
import type { Terminal } from '../../../src/cli/terminal.ts';

export interface FakeTerminal extends Terminal {
  readonly output: () => string;
  readonly notes: () => string;
}

export function fakeTerminal(over: Partial<Terminal> = {}): FakeTerminal {
  let output = '';
  let notes = '';
  return {
    out: async (text) => {
      output += text;
    },
    note: (text) => {
      notes += text;
    },
    redraws: false,
    columns: 80,
    colours: false,
    environment: {},
    signal: new AbortController().signal,
    ...over,
    output: () => output,
    notes: () => notes,
  };
}
