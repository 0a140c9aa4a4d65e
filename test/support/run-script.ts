/** A RunScript as the Director's resources give it, of which a test changes what it is about. */
import type { RunScript } from '../../src/director/run-script/index.ts';

export const runScript = (over: Partial<RunScript> = {}): RunScript => ({
  when: ['Before'],
  onSuccess: true,
  onFailure: false,
  failJobOnError: true,
  target: 'director',
  kind: 'command',
  text: '/bin/true',
  shortForm: false,
  ...over,
});
