/** Fields of a line into text (line.ts). What would break the line or forge another field is refused. */
import { hideBlanks } from './blanks.ts';
import { type Conversion, NAME_BYTES_MAX, type Step } from './line-pattern.ts';
import { UnsendableTextError } from './message-errors.ts';

const BREAKS_LINE = /[\0\n]/;

export function write(step: Step, fields: Record<string, unknown>): string {
  if ('literal' in step) return step.literal;
  const value = fields[step.field];
  if (typeof value === 'string') return writeText(step.conversion, step.field, value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  throw new UnsendableTextError(step.field, String(value));
}

function writeText(conversion: Conversion, field: string, value: string): string {
  if (conversion === 'code' && value.length === 1) return String(value.charCodeAt(0));
  if (conversion === 'raw') return value;
  if (BREAKS_LINE.test(value)) throw new UnsendableTextError(field, value);
  if (conversion === 'name' && (value === '' || value.length > NAME_BYTES_MAX)) {
    throw new UnsendableTextError(field, value);
  }
  if (conversion === 'word' && value.includes(' ')) throw new UnsendableTextError(field, value);
  return hideBlanks(value);
}
