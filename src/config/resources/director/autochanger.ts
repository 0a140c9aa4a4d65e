/** `Autochanger =` of a Storage in the Director's file: yes, no, or the name of the Storage that is the changer. */
import type { Row } from '../../table/index.ts';
import type { StorageResource } from './storage.ts';

export function autochanger(name: string): Row<boolean | StorageResource> {
  return { entries: [{ name, read: () => false }], repeat: 'last', initial: false };
}
