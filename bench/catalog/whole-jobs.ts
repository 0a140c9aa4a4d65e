/** The whole Jobs in a table: for each kind of connection the genuine Director and ours, attributes spooled and flowing. */
import type { Postgres } from '../../test/support/postgres.ts';
import { median } from '../median.ts';
import {
  CHANNELS,
  type Channel,
  DIRECTORS,
  type Ground,
  openGround,
  type Side,
  WAYS,
  type WholeJobs,
} from './whole-job.ts';

const SIDES: readonly Side[] = WAYS.flatMap((way) => DIRECTORS.map((director) => ({ director, way }))).filter(
  ({ director, way }) => way !== 'journal' || director === 'ours',
);
const BASE = SIDES[0] as Side;
const CHANNEL_WORDS = { none: 'in clear', psk: 'TLS-PSK, as 15.0.3 comes' } satisfies Record<Channel, string>;

export async function compareWholeJobs(postgres: Postgres, files: number, turns: number): Promise<void> {
  await using ground = await openGround(postgres, files);
  console.log(`\na Job of ${files} empty files, genuine 15.0.3 daemons, ${turns} ${turns === 1 ? 'turn' : 'turns'}`);
  console.log(
    'seconds from the order to T; in brackets against the genuine Director with attributes spooled, its default',
  );
  for (const channel of CHANNELS) await compare(ground, channel, turns);
}

async function compare(ground: Ground, channel: Channel, turns: number): Promise<void> {
  const results = new Map<Side, WholeJobs[]>(SIDES.map((side) => [side, []]));
  for (let turn = 0; turn < turns; turn++) {
    for (let place = 0; place < SIDES.length; place++) {
      const side = SIDES[(place + turn) % SIDES.length] as Side;
      results.get(side)?.push(await ground.measure(side, channel));
    }
  }
  console.log(`\n${CHANNEL_WORDS[channel].padEnd(30)}    first backup       second backup     Director's memory`);
  const base = results.get(BASE) ?? [];
  for (const [{ director, way }, measured] of results) {
    const column = (key: 'firstSec' | 'secondSec') => {
      const ratio = median(measured.map((one, turn) => one[key] / (base[turn]?.[key] ?? Number.NaN)));
      return `${median(measured.map((one) => one[key]))
        .toFixed(1)
        .padStart(8)} (${ratio.toFixed(2)} x)`;
    };
    const memory = `${Math.max(...measured.map(({ peakMegabytes }) => peakMegabytes))} MB`;
    const name = `${director === 'ours' ? 'Understudy' : 'genuine'}, ${way}`;
    console.log(`${name.padEnd(30)}${column('firstSec')}   ${column('secondSec')}   ${memory.padStart(14)}`);
  }
}
