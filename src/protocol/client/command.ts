/**
 * What a Director says to a File Daemon (page 02), one line each; `level` and `fileset` have files of their own.
 * The comment behind a line is the answer to wait for (`clientReply`).
 */
import type { ByteString } from '../../core/index.ts';
import { line } from '../line.ts';

export const clientCommand = {
  /** → job. Without an SD: sessionId and sessionTime 0, authorization `dummy`. */
  job: line(
    'JobId={jobId:int} Job={job} SDid={sessionId:int} SDtime={sessionTime:int} Authorization={authorization:word}\n',
  ),
  /** → storage. For restores: each Storage brings its key, and may be repeated. */
  restoreStorage: line(
    'storage address={address:word} port={port:int} ssl={tls:int} Authorization={authorization:word}\n',
  ),
  /** → storage. Port 0: wait for the SD to call. */
  storage: line('storage address={address:word} port={port:int} ssl={tls:int}\n'),
  /** → bandwidth. */
  setBandwidth: line('setbandwidth={bytesPerSec:int} Job={job:hidden}\n'),
  /** → snapshot. */
  snapshotRetention: line('snapshot retention={retentionSec:int}\n'),
  /** → runScript. `when`: 1 after, 2 before, 4 after the snapshot, 8 at completion, 3 always. */
  runScript: line(
    'Run OnSuccess={onSuccess:flag} OnFailure={onFailure:flag} AbortOnError={abortOnError:flag} When={when:int} Command={command:text}\n',
  ),
  /** → runBeforeNow, or an error and the end of the conversation. */
  runBeforeNow: line('RunBeforeNow\n'),
  /** → runBeforeJob: runs at once. */
  runBeforeJob: line('RunBeforeJob {command:text}\n'),
  /** → runAfterJob. */
  runAfterJob: line('RunAfterJob {command:text}\n'),
  /** No answer; the list (accurate.ts) and EOD follow. */
  accurate: line('accurate files={files:int}\n'),
  /** → pluginOptions (FD ≥ 15). */
  pluginOptions: line('pluginoptions={text:text}\n'),
  /** → backup, and at the end of the Job endJob. */
  backup: line('backup FileIndex={fileIndex:int}\n'),
  /** → restore, then storageEnd for each Storage that brought its key. */
  restoreRegex: line(
    'restore files={files:int} replace={replace:word} prelinks={prefixLinks:flag} regexwhere={regexWhere:text}\n',
  ),
  restore: line('restore files={files:int} replace={replace:word} prelinks={prefixLinks:flag} where={where:text}\n'),
  /** → endJob. */
  endRestore: line('endrestore'),
  /** → verify. */
  verify: line('verify level={level:word} \n'),
  /** → estimate (FD ≥ 15; others without the limit). */
  estimateLimited: line('estimate listing={listing:flag} limit={limit:int}\n'),
  estimate: line('estimate listing={listing:flag}\n'),
  /** → cancelled, and EOD. */
  cancel: line('cancel Job={job}\n'),
  /** → stopped, and EOD. */
  stop: line('stop Job={job}\n'),
  /** → lines with a NUL each, and EOD. */
  status: line('status'),
  /** → §15's table, and EOD. */
  dotStatusApi: line('.status {what:word} api={api:int} api_opts={options:word}'),
  dotStatus: line('.status {what:word}'),
  /** → setDebug. Unset numbers are -1. */
  setDebug: line(
    'setdebug={level:int} trace={trace:int} hangup={hangup:int} blowup={blowup:int} options={options:word} tags={tags:word}\n',
  ),
  /** → `2000 plugin=…` lines and EOD (FD ≥ 14 but not 213, 214). */
  pluginFeatures: line('PluginFeatures\n'),
  /** → componentInfo, after lines and EOD. */
  componentInfo: line('component_info\n'),
  /** → capabilities and CMD_OK (15.x). */
  capabilities: line('caps\n'),
};

export type Replace = 'a' | 'w' | 'o' | 'n';

export interface RestoreCommand {
  /** The grand total over all Storages. */
  readonly files: number;
  readonly replace: Replace;
  readonly prefixLinks: boolean;
  /** Where to: a prefix (empty for the original place) or a list of substitutions. */
  readonly where?: ByteString;
  readonly regexWhere?: ByteString;
}

/** `restore …`, the same line for every Storage of the Job (page 02 §12). */
export function formatRestore(command: RestoreCommand): ByteString {
  const { regexWhere, where = '' } = command;
  if (regexWhere !== undefined) return clientCommand.restoreRegex.format({ ...command, regexWhere });
  return clientCommand.restore.format({ ...command, where });
}

/** `estimate …`: a listing may be limited where the FD knows how (FD ≥ 15). */
export const formatEstimate = (listing: boolean, limit?: number): ByteString =>
  limit === undefined
    ? clientCommand.estimate.format({ listing })
    : clientCommand.estimateLimited.format({ listing, limit });
