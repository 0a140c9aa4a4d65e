/** `list files JOBID`: page by page, so that a Job of millions of files needs no more memory than a small one. */
import type { Api } from '../connection/api.ts';
import { formatCount, formatTime } from '../render/figures.ts';
import type { Terminal } from '../terminal.ts';

interface FileJson {
  readonly fileIndex: number;
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  readonly modifiedAt: string;
}

const PAGE = 5000;

/** JSON: one array, written as it comes. */
export async function listFiles(
  api: Api,
  jobId: number,
  { json, long }: { json: boolean; long: boolean },
  terminal: Terminal,
): Promise<void> {
  let after = 0;
  let first = true;
  for (;;) {
    const files = await api.get<readonly FileJson[]>(`/jobs/${jobId}/files`, { after, limit: PAGE });
    const last = files.at(-1);
    const isEnd = last === undefined || files.length < PAGE;
    if (json) {
      const items = files.map((file) => JSON.stringify(file)).join(',\n');
      await terminal.out(`${first ? '[' : files.length > 0 ? ',\n' : ''}${items}${isEnd ? ']\n' : ''}`);
    } else if (files.length > 0) {
      await terminal.out(files.map((file) => (long ? longLine(file) : `${file.name}\n`)).join(''));
    } else if (first) {
      await terminal.out('Nothing to list.\n');
    }
    if (isEnd) return;
    first = false;
    after = last.fileIndex;
  }
}

const longLine = ({ mode, size, modifiedAt, name }: FileJson): string =>
  `${(mode & 0o7777).toString(8).padStart(4, '0')}  ${formatCount(size).padStart(15)}  ${formatTime(modifiedAt)}  ${name}\n`;
