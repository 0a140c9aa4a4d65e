/**
 * A Volume that a Storage Daemon was given and does not find: its file holds another label. A genuine Storage Daemon
 * asks for the next Volume, is given the same one, and so on until it gives up and waits for an operator; so would
 * every Job after it. After some rounds it is given another Volume instead.
 */
import type { ByteString } from '../../core/index.ts';

/** It asks five times in a row before it waits. */
const STRIKES_MAX = 3;

interface Offer {
  readonly mediaId: number;
  readonly volumeName: ByteString;
}

export class UnfitVolumes {
  #offer: Offer | undefined;
  readonly #strikes = new Map<number, number>();

  /** FindMedia was answered with this Volume. */
  offered(offer: Offer): void {
    this.#offer = offer;
  }

  /** A Volume may not be written. Is it another one than was offered, then that one is not where it should be. */
  refused(volumeName: ByteString): Offer | undefined {
    const offer = this.#offer;
    if (offer === undefined || offer.volumeName === volumeName) return undefined;
    this.#offer = undefined;
    const strikes = (this.#strikes.get(offer.mediaId) ?? 0) + 1;
    this.#strikes.set(offer.mediaId, strikes);
    return strikes === STRIKES_MAX ? offer : undefined;
  }

  /** What should not be offered, while there is anything else. */
  get mediaIds(): number[] {
    return [...this.#strikes].filter(([, strikes]) => strikes >= STRIKES_MAX).map(([mediaId]) => mediaId);
  }

  /** There is nothing else. */
  forgive(): void {
    this.#strikes.clear();
  }
}

const unfit = new WeakMap<object, UnfitVolumes>();

/** One for each Job, that is for each context. */
export function unfitVolumesOf(context: object): UnfitVolumes {
  const known = unfit.get(context) ?? new UnfitVolumes();
  unfit.set(context, known);
  return known;
}
