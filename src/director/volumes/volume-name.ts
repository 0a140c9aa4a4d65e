/** Which names a Volume may have, and the numbered names of a simple LabelFormat (08a §5). */
import type { ByteString } from '../../core/index.ts';
import { IllegalVolumeNameError } from './errors.ts';

const LEGAL = /^[A-Za-z0-9:._-]*$/;
export const VOLUME_NAME_BYTES_MAX = 127;

/** True where the text could be part of a Volume name; a LabelFormat like that is simple. */
export const hasOnlyLegalCharacters = (text: ByteString): boolean => LEGAL.test(text);

/** The name, or the error that says what is wrong with it. */
export function checkVolumeName(name: ByteString): ByteString {
  if (name.length === 0) throw new IllegalVolumeNameError(name, 'No character');
  if (name.length > VOLUME_NAME_BYTES_MAX) throw new IllegalVolumeNameError(name, 'Too many characters');
  if (!LEGAL.test(name)) throw new IllegalVolumeNameError(name, 'Illegal character');
  return name;
}

/** `Vol-` and 7 give `Vol-0007`; larger numbers simply grow. */
export const numberedVolumeName = (prefix: ByteString, number: number): ByteString =>
  `${prefix}${String(number).padStart(4, '0')}`;

export type LabelFormatKind = 'none' | 'simple' | 'variables';

/** Absent, empty or beginning with `*`: no automatic labelling. */
export function kindOfLabelFormat(format: ByteString | undefined): LabelFormatKind {
  if (format === undefined || format === '' || format.startsWith('*')) return 'none';
  return hasOnlyLegalCharacters(format) ? 'simple' : 'variables';
}
