/** What the system lets this process have, as 15.x tells it. */
import { readFileSync } from 'node:fs';
import type { ByteString } from '../../../../core/index.ts';

/** Fewer open files than this, and a daemon with many Jobs runs out of them. */
const FILES_MIN = 1024;

/** ` Ulimits: nofile=20000 memlock=8388608 status=ok` */
export function limitsText(): ByteString {
  const files = softLimit('Max open files');
  const status = files === 'unlimited' || Number(files) >= FILES_MIN ? 'ok' : 'low';
  return ` Ulimits: nofile=${files} memlock=${softLimit('Max locked memory')} status=${status}`;
}

/** 0 where the system does not say. */
function softLimit(name: string): string {
  try {
    const line = readFileSync('/proc/self/limits', 'latin1')
      .split('\n')
      .find((text) => text.startsWith(name));
    return /\s(\d+|unlimited)\s/.exec(line?.slice(name.length) ?? '')?.[1] ?? '0';
  } catch {
    return '0';
  }
}
