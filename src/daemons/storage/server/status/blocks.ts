/** `key=value` lines as programs read them (page 03 §8.2): the pieces that all answers to `.status` are made of. */
import type { ByteString } from '../../../../core/index.ts';
import type { Snapshot } from './snapshot.ts';

export type Fields = Readonly<Record<string, string | number>>;

export const block = (fields: Fields): ByteString =>
  Object.entries(fields)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');

/** What 15.x puts behind everything. */
export const NO_ERROR: ByteString = '\nerror=0\nerrmsg=\n\n\0';
export const flag = (value: boolean): number => (value ? 1 : 0);

/** 15.x puts a heading before the objects and a verdict behind them; 9.6 does neither. */
export function section({ release }: Snapshot, name: string, objects: readonly Fields[]): ByteString[] {
  if (release === '9.6') return objects.map((fields) => `${block(fields)}\n\0`);
  const blocks = objects.map((fields, index) => `${index === 0 ? '\n' : '\n\n'}${block(fields)}\0`);
  return [`\n${name}:\n\0`, ...blocks, NO_ERROR];
}
