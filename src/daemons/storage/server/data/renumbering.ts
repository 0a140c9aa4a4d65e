/** Files of several sessions get numbers 1, 2, 3 … in the order in which they are read (page 03 §10.3, §10.5). */
import type { ReadRecord } from '../../media/index.ts';

export class Renumbering {
  #number = 0;
  #fileIndex = 0;
  #sessionId = 0;
  #sessionTime = 0;

  next({ fileIndex, sessionId, sessionTime }: ReadRecord): number {
    if (fileIndex !== this.#fileIndex || sessionId !== this.#sessionId || sessionTime !== this.#sessionTime) {
      this.#number++;
      this.#fileIndex = fileIndex;
      this.#sessionId = sessionId;
      this.#sessionTime = sessionTime;
    }
    return this.#number;
  }
}
