/** One folder that is held open, and the places in it. Everything inside is reached through it, never by a longer path. */
import type { ByteString } from '../../../../core/index.ts';

export interface FolderTimes {
  readonly atimeSec: number;
  readonly atimeNs: number;
  readonly mtimeSec: number;
  readonly mtimeNs: number;
}

export interface Folder {
  /** Names from the top, with a slash between them; empty: the top itself. */
  readonly key: ByteString;
  readonly fd: number;
  readonly ino: number;
  /** Places in it that are in use: it is not closed. */
  holds: number;
  /** Its record has come: these are to be its times in the end. */
  times: FolderTimes | undefined;
  /** Its entries have changed since it got them. */
  dirty: boolean;
  /** It was made writable for a while; this is to be its mode again. */
  mode: number | undefined;
}

/** The folder itself, as a path. */
export const folderPath = ({ fd }: Folder): ByteString => `/proc/self/fd/${fd}/.`;

/** A name in a folder. */
export class Place {
  readonly folder: Folder;
  readonly name: ByteString;

  constructor(folder: Folder, name: ByteString) {
    this.folder = folder;
    this.name = name;
  }

  /** Through the open folder, for whoever knows paths only. */
  get path(): ByteString {
    return `/proc/self/fd/${this.folder.fd}/${this.name}`;
  }
}
