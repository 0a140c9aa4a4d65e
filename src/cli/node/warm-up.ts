/** What a Director does before its cue, since it takes several times as long as the rest of its start. */
import { type PreparedConsole, prepareConsole } from '../../console/index.ts';

/** A socket, and TCP where there is a token. */
const WAYS_IN_MAX = 2;

/** The routes of its ways in. */
export const warmUp = (): Promise<readonly PreparedConsole[]> =>
  Promise.all(Array.from({ length: WAYS_IN_MAX }, () => prepareConsole()));
