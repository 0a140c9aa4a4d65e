/** The end of a Job's attributes: what came is in the Catalog before its end record says so. */
import { dropFilesAfter } from '../../catalog/index.ts';
import { describeError, toByteString, withDeadline } from '../../core/index.ts';
import type { AttributeStream } from './attribute-stream.ts';
import type { Job } from './job.ts';
import type { JobTools } from './tools.ts';

const KEEP_MS = 30_000;

/** On an error what came is kept, as far as it was sent; after a cancel nothing is (06 §4.3). Never rejects. */
export async function keepAttributes(
  job: Job,
  attributes: Pick<AttributeStream, 'files' | 'lastFileIndex' | 'finish' | 'abort'>,
  complete: boolean,
  { catalog }: JobTools,
): Promise<void> {
  const { jobId } = job.identity;
  // What is not committed the next Director hears again.
  if (job.isLeft) return await attributes.abort();
  try {
    if (job.isCanceled) {
      await attributes.abort();
      if (attributes.files > 0) await catalog.within(KEEP_MS).execute(dropFilesAfter(jobId, 0));
      return;
    }
    job.storageSays('i');
    if (complete) await attributes.finish();
    // The rows of a Job that failed are worth a moment's patience with the Catalog, not minutes: it may be the reason.
    else await withDeadline(attributes.finish(), KEEP_MS, () => new Error('the Catalog did not take them in time'));
    const { lastFileIndex } = attributes;
    if (lastFileIndex !== undefined) await catalog.execute(dropFilesAfter(jobId, lastFileIndex));
  } catch (error) {
    if (job.isLeft) return await attributes.abort();
    const what = job.isCanceled ? 'taken back' : 'stored';
    job.messages.say(
      'fatal',
      toByteString(`The file records of this Job could not all be ${what}: ${describeError(error)}`),
    );
    job.become('f');
    await attributes.abort();
  }
}
