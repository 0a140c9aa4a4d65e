/** yes, no, true, false, in any case (07 §1.3). */
import type { Cursor } from '../language/cursor.ts';
import { readKeyword } from './words.ts';

const WORDS = { yes: true, no: false, true: true, false: false };

export const readYesNo = (cursor: Cursor): boolean => readKeyword(cursor, WORDS);
