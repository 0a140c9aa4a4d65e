/** A made-up tree whose records look like a File Daemon's: folders of 19 files, names and LStat of ordinary length. */
import type { FileRecord } from '../../src/catalog/index.ts';

const FOLDER = 20;
const REEL_ROWS = 10_000;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** All records as bytes, made up beforehand, so that the making is not measured. */
export function recordTape(rows: number): Iterable<Buffer> {
  return [...recordReels(rows)];
}

/** The same, made up on the way, so that they take no memory. */
export function* recordReels(rows: number): Generator<Buffer> {
  for (let first = 1; first <= rows; first += REEL_ROWS) {
    let text = '';
    for (let index = first; index < Math.min(first + REEL_ROWS, rows + 1); index++) text += recordText(index);
    yield Buffer.from(text, 'latin1');
  }
}

/** Reads them as a Director reads packets: each text is cut out of the bytes. */
export function* readRecords(reels: Iterable<Buffer>): Generator<FileRecord> {
  let fileIndex = 0;
  for (const bytes of reels) {
    for (let at = 0; at < bytes.length; ) {
      const nameEnd = bytes.indexOf(0, at);
      const lstatEnd = bytes.indexOf(0, nameEnd + 1);
      const end = bytes.indexOf(0, lstatEnd + 1);
      yield {
        name: bytes.toString('latin1', at, nameEnd),
        fileIndex: ++fileIndex,
        lstat: bytes.toString('latin1', nameEnd + 1, lstatEnd),
        digest: bytes.toString('latin1', lstatEnd + 1, end),
        deltaSeq: 0,
      };
      at = end + 1;
    }
  }
}

/** Name, LStat and digest, each ended by a NUL; every twentieth record is the folder itself. */
function recordText(index: number): string {
  const folder = Math.floor((index - 1) / FOLDER);
  const path = `/srv/projects/client-${folder % 97}/archive-${folder >> 8}/folder-${folder}/`;
  const times = `BnXb${index % 10} BnXb${index % 7} BnXcB`;
  const lstat = `P0B ${inLetters(index)} IGk B Po Po A ${inLetters(index % 90_000)} BAA Y ${times} A A E`;
  const isFolder = index % FOLDER === 0;
  return isFolder ? `${path}\0${lstat}\x000\0` : `${path}document-${index}.txt\0${lstat}\0${digest(index)}\0`;
}

function inLetters(value: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 64)) text = LETTERS[rest % 64] + text;
  return text || 'A';
}

/** 22 letters that do not repeat, as those of an MD5. */
function digest(index: number): string {
  let text = '';
  for (let state = (index * 69_621) % 2_147_483_647; text.length < 22; state = (state * 48_271 + 11) % 2_147_483_647) {
    text += LETTERS[state % 64];
  }
  return text;
}
