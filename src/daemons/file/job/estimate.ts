/** What a backup would take, counted and perhaps listed, without a Storage (specification 02 §15). */
import type { ByteString } from '../../../core/index.ts';
import { FILE_TYPE } from '../../../protocol/index.ts';
import { openHardLinks, recordedPath, type WalkEntry } from '../walk/index.ts';
import type { AccurateTable } from './accurate-table.ts';
import { fileSetOf } from './file-set-of.ts';
import { listingLine } from './listing-line.ts';
import { Outlet } from './outlet.ts';
import { Pacing } from './pacing.ts';
import { hasSeveralNames } from './record-stream.ts';
import { Selector } from './selector.ts';
import { sinceOf } from './take-files.ts';
import { tellWhy } from './tell-why.ts';
import type { EstimateOrder, Outcome } from './thread-calls.ts';
import type { ThreadTools } from './thread-tools.ts';
import { walkFiles } from './walk-files.ts';

const WITH_SIZE: readonly number[] = [FILE_TYPE.empty, FILE_TYPE.regular];

/** Never rejects. */
export async function runEstimate(
  tools: ThreadTools,
  table: AccurateTable | undefined,
  order: EstimateOrder,
): Promise<Outcome> {
  const outlet = new Outlet(tools);
  try {
    const fileSet = await fileSetOf(order.fileSet, tools);
    using links = openHardLinks({ directory: tools.settings.workingDirectory, fileSet });
    const selector = new Selector(order, table);
    const pacing = new Pacing(tools);
    const pause = (): Promise<void> | undefined => pacing.pause(0);
    await walkFiles({ tools, fileSet, links, pause, since: sinceOf(order) }, (entry) => {
      const path = recordedPath(entry);
      // What depends on contents is counted: reading them all would be a backup.
      if (selector.choose(entry, path).kind === 'skip') return undefined;
      const fileIndex = count(entry, tools);
      if (hasSeveralNames(entry)) links.note(entry.stat, path, fileIndex);
      const listed = order.listing && (order.limit === 0 || fileIndex <= order.limit);
      return listed ? outlet.send(listingLine(entry.path, entry.stat, linkTarget(entry))) : undefined;
    });
    return { status: 'T', encrypted: false };
  } catch (error) {
    return { status: tellWhy(error, tools), encrypted: false };
  } finally {
    await outlet.flush();
  }
}

/** Further names of a file are listed as files. */
const linkTarget = ({ type, link }: WalkEntry): ByteString => (type === FILE_TYPE.symlink ? link : '');

function count({ type, stat }: WalkEntry, { figures }: ThreadTools): number {
  figures.add('files', 1);
  if (WITH_SIZE.includes(type)) figures.add('jobBytes', stat.sizeBytes);
  return figures.get('files');
}
