/**
 * What a File Daemon answers (page 02): the good answers as lines. A reply that the expected line does not parse is a
 * refusal; its words say why, and belong in the Job log.
 */
import type { ByteString } from '../../core/index.ts';
import { line } from '../line.ts';

export const clientReply = {
  /** `15.0.3 (25Mar25) x86_64-pc-linux-gnu,debian,trixie/sid;bpipe(2)`; the part before `;` is Client.Uname. */
  job: line('2000 OK Job {release:raw}'),
  level: line('2000 OK level\n'),
  include: line('2000 OK include\n'),
  bandwidth: line('2000 OK Bandwidth\n'),
  snapshot: line('2000 Snapshot retention\n'),
  storageEnd: line('2000 OK storage end\n'),
  storage: line('2000 OK storage\n'),
  runScript: line('2000 OK RunScript\n'),
  runBeforeNow: line('2000 OK RunBeforeNow\n'),
  runBeforeJob: line('2000 OK RunBefore\n'),
  runAfterJob: line('2000 OK RunAfter\n'),
  pluginOptions: line('2000 OK plugin options\n'),
  plugin: line('2000 plugin={plugin:word} features={features:word}\n'),
  backup: line('2000 OK backup\n'),
  restore: line('2000 OK restore\n'),
  componentInfo: line('2000 OK ComponentInfo\n'),
  objectRestored: line('2000 OK ObjectRestored\n'),
  verify: line('2000 OK verify\n'),
  estimate: line('2000 OK estimate files={files:commas} bytes={bytes:commas}\n'),
  setDebug: line('2000 OK setdebug={level:int}'),
  cancelled: line('2001 Job "{job:text}'),
  notFound: line('2901 Job {job} not found.\n'),
  dotStatus: line('2000 OK .status\n'),
};

/** Release and plugins of an FD, from `2000 OK Job …` (page 02 §2). */
export interface ClientIdentity {
  /** `15.0.3 (25Mar25) x86_64-pc-linux-gnu,debian,trixie/sid`: the Catalog's Client.Uname. */
  readonly uname: ByteString;
  readonly plugins: ByteString;
}

/** `release` is the field of `clientReply.job`: everything behind `2000 OK Job `. */
export function parseClientIdentity(release: ByteString): ClientIdentity {
  const text = release.trimEnd();
  const semicolon = text.indexOf(';');
  return semicolon < 0
    ? { uname: text, plugins: '' }
    : { uname: text.slice(0, semicolon), plugins: text.slice(semicolon + 1) };
}
