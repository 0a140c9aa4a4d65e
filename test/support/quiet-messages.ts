/** Messages of a Job that go nowhere, and can be looked at. */
import type { JobMessages, MessageType } from '../../src/director/messages/index.ts';

export interface QuietMessages extends JobMessages {
  readonly said: string[];
}

export function quietMessages(): QuietMessages {
  const said: string[] = [];
  const add = (type: MessageType, text: string): void => {
    said.push(`${type}: ${text}`);
  };
  return {
    said,
    say: add,
    relayUnlogged: (type, text) => {
      add(type, text);
      return undefined;
    },
    relay: add,
    rowOf: () => undefined,
    sayUnlogged: add,
    errors: 0,
    warnings: 0,
    flush: async () => undefined,
    abandon: () => undefined,
    close: async () => undefined,
  };
}
