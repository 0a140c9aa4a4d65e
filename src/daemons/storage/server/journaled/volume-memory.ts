/**
 * The figures of Volumes as they were told last, by whichever Job. Facts reach the Catalog a moment later than they are
 * told, so what a Director answers about a Volume may be older than what this daemon did with it: then its counters are not
 * believed, and a Volume that is full is not written on.
 */
import type { ByteString } from '../../../../core/index.ts';
import type { VolumeAnswer } from '../../../../protocol/index.ts';
import type { VolumeVerdict } from '../../media/index.ts';

const VOLUMES_MAX = 10_000;

export class VolumeMemory {
  readonly #volumes = new Map<ByteString, VolumeAnswer>();

  tell(volume: VolumeAnswer): void {
    this.#volumes.delete(volume.volume);
    this.#volumes.set(volume.volume, volume);
    const [oldest] = this.#volumes.keys();
    if (this.#volumes.size > VOLUMES_MAX && oldest !== undefined) this.#volumes.delete(oldest);
  }

  /** It has begun anew: whatever was told of it is about other data. */
  forget(volume: ByteString): void {
    this.#volumes.delete(volume);
  }

  /** What the Director says, with counters that are newer here. `write`: it is asked for to be written on. */
  complete(verdict: VolumeVerdict, write: boolean): VolumeVerdict {
    if (verdict.kind === 'refused') return verdict;
    const { volume: answer } = verdict;
    const told = this.#volumes.get(answer.volume);
    if (told === undefined) return verdict;
    if (!isNewer(told, answer)) {
      this.#volumes.delete(answer.volume);
      return verdict;
    }
    const status = answer.status === 'Append' ? told.status : answer.status;
    if (write && status !== answer.status) {
      return {
        kind: 'refused',
        why: `1998 Volume "${answer.volume}" catalog status is ${status}, as this daemon knows`,
      };
    }
    return { kind: 'granted', volume: { ...answer, ...countersOf(told), status } };
  }
}

/** Blocks are only ever added, until a Volume is given free to be written anew. */
const isNewer = (told: VolumeAnswer, answer: VolumeAnswer): boolean =>
  told.mediaId === answer.mediaId &&
  answer.status !== 'Recycle' &&
  answer.status !== 'Purged' &&
  (told.writes > answer.writes || told.jobs > answer.jobs || told.mounts > answer.mounts);

const countersOf = ({ jobs, files, blocks, bytes, mounts, errors, writes, writeTimeUs, readTimeUs }: VolumeAnswer) => ({
  jobs,
  files,
  blocks,
  bytes,
  mounts,
  errors,
  writes,
  writeTimeUs,
  readTimeUs,
});
