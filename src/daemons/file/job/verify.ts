/**
 * Attributes and digests for a Director that compares them with its Catalog: of the files on the disk, or of the records
 * on a Volume (specification 02 §13, 08b §7).
 */
import type { ByteString } from '../../../core/index.ts';
import {
  decodeAttributeRecord,
  digestText,
  encodeLStat,
  FILE_TYPE,
  isAttributeStream,
  isDigestStream,
  STREAM,
  streamType,
} from '../../../protocol/index.ts';
import { openHardLinks, recordedPath } from '../walk/index.ts';
import { contentDigest } from './content-digest.ts';
import { JobOrderError } from './errors.ts';
import { fileSetOf } from './file-set-of.ts';
import { Outlet } from './outlet.ts';
import { Pacing } from './pacing.ts';
import { readRecords } from './read-session.ts';
import { hasSeveralNames } from './record-stream.ts';
import type { StorageLink } from './storage-link.ts';
import type { Outcome, VerifyOrder } from './thread-calls.ts';
import type { ThreadTools } from './thread-tools.ts';
import { verifyData } from './verify-data.ts';
import { walkFiles } from './walk-files.ts';

/** @throws what a connection or a stop makes of it */
export async function runVerify(
  tools: ThreadTools,
  storage: StorageLink | undefined,
  order: VerifyOrder,
): Promise<Outcome> {
  const outlet = new Outlet(tools);
  try {
    if (order.level === 'data') return await verifyData(tools, need(storage));
    if (order.level === 'volume') await verifyVolume(tools, need(storage), outlet);
    else await verifyDisk(tools, order, outlet);
    return { status: 'T', encrypted: false };
  } finally {
    await outlet.flush();
  }
}

function need(storage: StorageLink | undefined): StorageLink {
  if (storage === undefined) throw new JobOrderError('No Storage is connected');
  return storage;
}

/** What of a Volume is compared does not hang on the FileSet. */
const VOLUME_LETTERS = 'pinsug5';
const DISK_LETTERS = 'V';

async function verifyDisk(tools: ThreadTools, order: VerifyOrder, outlet: Outlet): Promise<void> {
  const fileSet = await fileSetOf(order.fileSet, tools);
  using links = openHardLinks({ directory: tools.settings.workingDirectory, fileSet });
  const pacing = new Pacing(tools);
  const pause = (): Promise<void> | undefined => pacing.pause(0);
  await walkFiles({ tools, fileSet, links, pause }, async (entry) => {
    const path = recordedPath(entry);
    const { figures } = tools;
    figures.add('files', 1);
    const fileIndex = figures.get('files');
    if (hasSeveralNames(entry)) links.note(entry.stat, path, fileIndex);
    const letters = `${DISK_LETTERS}${entry.include.verify}`;
    await outlet.send(attributesPacket(fileIndex, letters, path, encodeLStat(entry.stat), entry.link));
    if (entry.type !== FILE_TYPE.regular && entry.type !== FILE_TYPE.empty) return;
    figures.add('jobBytes', entry.stat.sizeBytes);
    figures.add('readBytes', entry.stat.sizeBytes);
    const digest = await contentDigest(entry, tools);
    if (digest !== undefined) await outlet.send(digestPacket(fileIndex, digest.stream, digest.bytes));
  });
}

async function verifyVolume(tools: ThreadTools, storage: StorageLink, outlet: Outlet): Promise<void> {
  const { figures } = tools;
  await readRecords(storage, tools, ({ fileIndex, stream }, data) => {
    if (isAttributeStream(stream)) {
      const { path, lstat, link } = decodeAttributeRecord(data);
      figures.add('files', 1);
      figures.add('examined', 1);
      figures.currentFile = path;
      return outlet.send(attributesPacket(fileIndex, VOLUME_LETTERS, path, lstat, link));
    }
    if (isDigestStream(stream)) return outlet.send(digestPacket(fileIndex, streamType(stream), data));
    figures.add('jobBytes', data.length);
    return undefined;
  });
}

const attributesPacket = (
  fileIndex: number,
  letters: ByteString,
  path: ByteString,
  lstat: ByteString,
  link: ByteString,
): ByteString => `${fileIndex} ${STREAM.attributes} ${letters} ${path}\0${lstat}\0${link}\0`;

const DIGEST_NAMES: Readonly<Record<number, string>> = {
  [STREAM.md5]: 'MD5',
  [STREAM.sha1]: 'SHA1',
  [STREAM.sha256]: 'SHA256',
  [STREAM.sha512]: 'SHA512',
  [STREAM.xxhash64]: 'XXHASH64',
  [STREAM.xxh3_128]: 'XXH3_128',
};

const digestPacket = (fileIndex: number, stream: number, digest: Buffer): ByteString =>
  `${fileIndex} ${stream} ${digestText(digest)} *${DIGEST_NAMES[stream] ?? 'MD5'}-${fileIndex}*`;
