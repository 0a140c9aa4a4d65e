/**
 * A file whose data is restored. It is made when its first data comes, or when there is none: until then what stood in its
 * place stays, so that data that nobody can decrypt destroys nothing.
 */
import { type Stats, writeSync } from 'node:fs';
import type { ByteString } from '../../../../core/index.ts';
import type { LStat } from '../../../../protocol/index.ts';
import { madeFiles, SystemFault } from '../../native/index.ts';
import { TargetError } from '../errors.ts';
import { clearPlace, findExisting } from './existing.ts';
import type { Place } from './folder.ts';
import type { RestoredEntry } from './restored-entry.ts';
import { setOpenMode, setOpenOwner, setOpenTimes } from './set-attributes.ts';

const MODE_MEANWHILE = 0o600;

/** What stands in its place; `unknown`: nobody has looked, and whatever it is gives way. */
export type Standing = Stats | undefined | 'unknown';

export const regularFile = (place: Place, standing: Standing, lstat: LStat): RestoredEntry =>
  new RegularFile(place, standing, lstat);

class RegularFile implements RestoredEntry {
  readonly #place: Place;
  readonly #standing: Standing;
  readonly #lstat: LStat;
  #file = -1;
  #position = 0;

  constructor(place: Place, standing: Standing, lstat: LStat) {
    this.#place = place;
    this.#standing = standing;
    this.#lstat = lstat;
  }

  get path(): ByteString {
    return this.#place.path;
  }

  write(bytes: Buffer, address: number | undefined): void {
    const at = address ?? this.#position;
    if (this.#file < 0) this.#open();
    const fault = madeFiles().writeMade(this.#file, bytes, at);
    if (fault !== undefined) throw new TargetError(`ERR=${fault.message}`);
    this.#position = at + bytes.length;
  }

  settle(): readonly ByteString[] {
    if (this.#file < 0) this.#open();
    return sentences(setOpenOwner(this.#file, this.#lstat), setOpenMode(this.#file, this.#lstat));
  }

  close(): readonly ByteString[] {
    if (this.#file < 0) return NONE;
    const problem = setOpenTimes(this.#file, this.#lstat);
    const fault = madeFiles().closeMade(this.#file);
    this.#file = -1;
    if (fault !== undefined) throw new TargetError(`ERR=${fault.message}`);
    return sentences(problem);
  }

  #open(): void {
    const place = this.#place;
    place.folder.dirty = true;
    if (this.#standing !== undefined && this.#standing !== 'unknown') clearPlace(place, this.#standing);
    const { makeFile } = madeFiles();
    let made = makeFile(place.folder.fd, place.name, MODE_MEANWHILE);
    if (this.#standing === 'unknown' && made instanceof SystemFault && made.code === 'EEXIST') {
      clearPlace(place, findExisting(place));
      made = makeFile(place.folder.fd, place.name, MODE_MEANWHILE);
    }
    if (made instanceof SystemFault) throw new TargetError(`ERR=${made.message}`);
    this.#file = made;
  }
}

const NONE: readonly ByteString[] = [];

const sentences = (first: ByteString | undefined, second?: ByteString): readonly ByteString[] =>
  first === undefined && second === undefined ? NONE : [first, second].filter((text) => text !== undefined);

/** The system may take less than it was given. */
export function writeAll(fd: number, bytes: Buffer, address: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(fd, bytes, done, bytes.length - done, address + done);
  }
}
