/** The Director of a cluster hears that its Catalog is elsewhere, and looks after its Jobs there; again, until it could. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, disposable, type Logger } from '../../core/index.ts';
import type { RunningDirector } from '../../director/index.ts';
import type { LedCatalog } from './led-catalog.ts';

const AGAIN_MS = 1_000;

export interface FollowOptions {
  /** The new one may lack what the old one had acknowledged; where a place has an era, that tells. */
  readonly lost: boolean;
  readonly logger: Logger;
}

export function followCatalog(
  led: LedCatalog,
  director: Pick<RunningDirector, 'catalogMoved'>,
  { lost: isLost, logger }: FollowOptions,
): AsyncDisposable {
  const ending = new AbortController();
  let following = Promise.resolve();
  let { era } = led.place();
  const mayHaveLost = (): boolean => {
    const before = era;
    era = led.place().era;
    return era === undefined ? isLost : era !== before;
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
