/** The walk of a Job: each entry is visited in its turn, what cannot be saved is told, and the Job can be stopped. */
import type { ByteString } from '../../../core/index.ts';
import type { FileSet } from '../file-set/index.ts';
import { type HardLinks, type WalkEntry, type WalkProblem, walkFileSet } from '../walk/index.ts';
import { TooManyErrorsError } from './errors.ts';
import { permission } from './permitted.ts';
import { tellProblem } from './record-stream.ts';
import type { Selection } from './thread-calls.ts';
import type { ThreadTools } from './thread-tools.ts';

export interface FileWalk {
  readonly tools: ThreadTools;
  readonly fileSet: FileSet;
  readonly links: HardLinks;
  /** Undefined: go on. @throws what ends the Job */
  readonly pause: () => Promise<void> | undefined;
  /** Left out: all entries count as changed. */
  readonly since?: Pick<Selection, 'sinceSec' | 'mtimeOnly'> | undefined;
}

/** Resolves with the folders and files that could not be looked at. @throws JobStoppedError, TooManyErrorsError */
export async function walkFiles(
  { tools, fileSet, links, pause, since }: FileWalk,
  visit: (entry: WalkEntry) => Promise<void> | undefined,
): Promise<UnreadPaths> {
  const { figures, settings } = tools;
  const isPermitted = permission(settings.restrictions);
  const unread = new UnreadPaths();
  for (const item of walkFileSet(fileSet, { links, ...since })) {
    const wait = pause();
    if (wait !== undefined) await wait;
    figures.currentFile = item.path;
    if (item.kind === 'problem') {
      tellProblem(tools, item);
      if (item.countsAsError && !isGone(item)) unread.add(item.path);
      failAfterTooMany(tools);
    } else if (isPermitted?.(item.path) !== false) {
      figures.add('examined', 1);
      const visited = visit(item);
      if (visited !== undefined) await visited;
    }
  }
  const complaint = links.complaint();
  if (complaint !== undefined) tools.complain('warning', `${complaint}\n`);
  return unread;
}

/** It went away while we looked, or a FileSet names what is not there. */
const isGone = ({ text }: WalkProblem): boolean => text.endsWith('No such file or directory');

/** The limit of the Client's file; 0: none. */
function failAfterTooMany({ figures, settings }: ThreadTools): void {
  const errors = figures.get('errors');
  if (settings.errorsMax > 0 && errors > settings.errorsMax) throw new TooManyErrorsError(errors);
}

const UNREAD_MAX = 100_000;

/** A folder that could not be read says nothing about what is in it: its files are not gone. */
export class UnreadPaths {
  readonly #paths = new Set<ByteString>();

  add(path: ByteString): void {
    if (this.#paths.size < UNREAD_MAX) this.#paths.add(path);
  }

  /** The path itself, or something above it. */
  hold(path: ByteString): boolean {
    if (this.#paths.size === 0) return false;
    for (let at = path.length; at > 0; at = path.lastIndexOf('/', at - 1)) {
      if (this.#paths.has(path.slice(0, at))) return true;
    }
    return this.#paths.has('/');
  }
}
