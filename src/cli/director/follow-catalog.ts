/** The Director of a cluster hears that its Catalog is elsewhere, and looks after its Jobs there; again, until it could. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, disposable, type Logger } from '../../core/index.ts';
import type { RunningDirector } from '../../director/index.ts';
import type { LedCatalog } from './led-catalog.ts';

const AGAIN_MS = 1_000;

export function followCatalog(
  led: LedCatalog,
  director: Pick<RunningDirector, 'catalogMoved'>,
  logger: Logger,
): AsyncDisposable {
  const ending = new AbortController();
  let following = Promise.resolve();
  let { era } = led.place();
  // Of another era: it may lack what the old one had acknowledged.
  const mayHaveLost = (): boolean => {
    const before = era;
    era = led.place().era;
    return era !== before;
  };
  const follow = async (lost: boolean): Promise<void> => {
    while (!ending.signal.aborted) {
      try {
        await director.catalogMoved({ lost });
        return;
      } catch (error) {
        logger.warn({ why: describeError(error) }, 'The Catalog has moved, and cannot be read there yet');
        await sleep(AGAIN_MS, undefined, { signal: ending.signal }).catch(() => {});
      }
    }
  };
  led.onMoved(() => {
    const lost = mayHaveLost();
    following = following.then(() => follow(lost));
  });
  return disposable(() => ending.abort());
}
