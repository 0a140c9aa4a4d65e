/** `Autochanger =` of a Storage in the Director's file: yes, no, or the name of the Storage that is the changer. */
import type { Reference, Row } from '../../table/index.ts';
import { checkedName, nextText, referenceTo } from '../../values/words.ts';
import type { StorageResource } from './storage.ts';

const YES_NO: Readonly<Record<string, boolean>> = { yes: true, true: true, no: false, false: false };

export const autochanger = (name: string): Row<boolean | StorageResource> => ({
  entries: [
    {
      name,
      read: (cursor) => {
        const token = checkedName(cursor, nextText(cursor, 'yes, no, or the name of a Storage'));
        return YES_NO[token.text.toLowerCase()] ?? referenceTo('Storage', token);
      },
    },
  ],
  repeat: 'last',
  initial: false,
  link: (value, lookup) =>
    typeof value === 'boolean' ? value : (lookup(value as Reference) as StorageResource | undefined),
});
