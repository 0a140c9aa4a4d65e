/** A file as a line for people, as genuine Clients list it (specification 02 §15). */
import { readFileSync } from 'node:fs';
import { type ByteString, bytesToByteString } from '../../../core/index.ts';
import type { LStat } from '../../../protocol/index.ts';

/** By the upper four bits of the mode. */
const TYPES = '?fc?d?b?-?l?s???';

/** `-rw-r--r--   1 root     root                 200000 2026-11-20 09:31:21  /srv/data/rnd.bin`, and a newline. */
export function listingLine(path: ByteString, stat: LStat, link: ByteString): ByteString {
  const target = link === '' ? '' : ` -> ${link}`;
  const links = String(stat.nlink).padStart(3);
  const owner = `${nameOf('/etc/passwd', stat.uid)} ${nameOf('/etc/group', stat.gid)}`;
  return `${modeWord(stat.mode)} ${links} ${owner} ${String(stat.sizeBytes).padStart(18)} ${localTime(stat.mtimeSec)}  ${path}${target}\n`;
}

/** `-rwsr-xr-x` */
function modeWord(mode: number): string {
  const bits = (shift: number, special: string, set: boolean): string => {
    const three = (mode >> shift) & 7;
    const run = (three & 1) !== 0;
    return `${three & 4 ? 'r' : '-'}${three & 2 ? 'w' : '-'}${set ? (run ? special : special.toUpperCase()) : run ? 'x' : '-'}`;
  };
  const type = TYPES.charAt((mode >> 12) & 15);
  return `${type}${bits(6, 's', (mode & 0o4000) !== 0)}${bits(3, 's', (mode & 0o2000) !== 0)}${bits(0, 't', (mode & 0o1000) !== 0)}`;
}

const NAME_CHARACTERS = 8;
const names = new Map<string, Map<number, ByteString>>();

/** From the files, not from the directory services of a company, which could keep us waiting. */
function nameOf(file: '/etc/passwd' | '/etc/group', id: number): ByteString {
  let known = names.get(file);
  if (known === undefined) {
    known = new Map(readLines(file).map((line) => [Number(line.split(':')[2]), line.split(':')[0] ?? '']));
    names.set(file, known);
  }
  return (known.get(id) ?? String(id)).slice(0, NAME_CHARACTERS).padEnd(NAME_CHARACTERS);
}

function readLines(file: string): ByteString[] {
  try {
    return bytesToByteString(readFileSync(file))
      .split('\n')
      .filter((line) => line.includes(':'));
  } catch {
    return [];
  }
}

const two = (value: number): string => String(value).padStart(2, '0');

function localTime(sec: number): string {
  const time = new Date(sec * 1000);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
