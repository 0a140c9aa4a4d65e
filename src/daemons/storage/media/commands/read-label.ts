/** `readlabel` (page 03 §8): what the label of the Volume says that the drive holds. */
import { type ByteString, describeError, toByteString } from '../../../../core/index.ts';
import { printDevice } from '../device-name.ts';
import type { Drive } from '../drive.ts';
import { readLabel, wrongLabel } from '../label/read-label.ts';

export async function readLabelOf(drive: Drive, slot: number): Promise<ByteString> {
  const volume = drive.held?.name;
  const refused = (why: ByteString): ByteString =>
    `3902 Cannot mount Volume on Storage Device "${printDevice(drive.resource)}" because:\n${why}\n`;
  if (volume === undefined) return refused('no Volume is mounted');
  try {
    await using file = await drive.device.open(volume, 'read');
    const found = await readLabel(file, volume);
    const wrong = wrongLabel(found, volume);
    return wrong === undefined ? `3001 Volume=${volume} Slot=${slot}\n` : refused(toByteString(wrong));
  } catch (error) {
    return refused(toByteString(describeError(error)));
  }
}
