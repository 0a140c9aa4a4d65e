/** Which records also go to the Catalog (page 03 §6.1). Nothing else does. */
import { isAttributeStream, isDigestStream, STREAM, streamType } from '../../../../protocol/index.ts';

const OTHERS: readonly number[] = [
  STREAM.restoreObject,
  STREAM.pluginObject,
  STREAM.pluginMetaCatalog,
  STREAM.fileEvent,
];

const TYPES = 0x800;
const told = new Uint8Array(TYPES);
const attributes = new Uint8Array(TYPES);
for (let type = 0; type < TYPES; type++) {
  attributes[type] = isAttributeStream(type) ? 1 : 0;
  told[type] = attributes[type] === 1 || isDigestStream(type) || OTHERS.includes(type) ? 1 : 0;
}

export const isTold = (stream: number): boolean => told[streamType(stream)] === 1;

/** With these a file begins. */
export const beginsFile = (stream: number): boolean => attributes[streamType(stream)] === 1;
