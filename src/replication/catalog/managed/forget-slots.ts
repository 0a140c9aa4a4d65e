/**
 * What a primary keeps for its standbys is kept in slots, and these stay with its data when it comes back as a standby. Nobody
 * receives from them there, so nothing would move them on: WAL would pile up behind them to its limit, and be copied by each rewind
 * from here. Whoever follows the next primary has reserved a slot there.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SLOT_PREFIX } from './managed-settings.ts';

/** Of Understudy's members only, while PostgreSQL does not run. `data`: its folder. */
export async function forgetSlots(data: string): Promise<void> {
  const folder = join(data, 'pg_replslot');
  const slots = (await readdir(folder)).filter((name) => name.startsWith(SLOT_PREFIX));
  await Promise.all(slots.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
