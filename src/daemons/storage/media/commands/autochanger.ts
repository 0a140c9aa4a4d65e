/**
 * `autochanger …` (page 03 §8). A changer of File devices has drives and no slots; a changer's script is not run, as
 * genuine daemons cannot run the one that such changers do not have.
 */
import type { ByteString } from '../../../../core/index.ts';
import type { Drives } from '../drives.ts';

export function autochanger(what: ByteString, device: ByteString, drives: Drives): ByteString {
  const own = drives.changers.get(device);
  if (own === undefined) return `3998 Device "${device}" is not an autochanger.\n`;
  if (what === 'drives') return `drives=${own.length}\n`;
  return `3306 Issuing autochanger "${what}" command.\n3996 Open bpipe to changer failed: .\n`;
}
