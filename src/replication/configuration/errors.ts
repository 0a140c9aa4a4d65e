/** What can go wrong with the replicated configuration (docs/errors.md). */
import { AppError } from '../../core/index.ts';

/** Nobody has changed anything when one of these is thrown, unless its own words say otherwise. */
export class ReleaseContentError extends AppError {
  readonly code = 'CONFIG_RELEASE_CONTENT';
  override readonly hint = 'Correct the file or take it out of what is shared; nothing has changed';
}

export class WorkingCopyError extends AppError {
  readonly code = 'CONFIG_WORKING_COPY';
  override readonly hint = 'Correct the mistakes in the files of this node; nothing has changed';

  constructor(problems: readonly string[]) {
    super(`The configuration has mistakes:\n${problems.join('\n')}`);
  }
}

/** Files that were edited here have been changed by somebody else's release too. */
export class ConfigurationOutdatedError extends AppError {
  readonly code = 'CONFIG_OUTDATED';
  override readonly hint =
    'Look at understudy config diff, take the other change into these files, and apply with --reviewed';

  constructor(files: readonly string[], by: string) {
    super(`These files were edited from an older release than the committed one (${by}): ${files.join(', ')}`);
  }
}

/** Another commit came first. */
export class CommitLostError extends AppError {
  readonly code = 'CONFIG_COMMIT_LOST';
  override readonly hint =
    'Look at understudy config history and diff, then apply again; nothing of yours was switched';

  constructor(by: string | undefined) {
    super(`Somebody else has committed a configuration meanwhile${by === undefined ? '' : `: ${by}`}`);
  }
}

/** The store's answer was lost, and it could not be asked what has become of it. */
export class CommitUnknownError extends AppError {
  readonly code = 'CONFIG_COMMIT_UNKNOWN';
  override readonly retryable = true;
  override readonly hint =
    'When etcd answers again, understudy config status tells; the nodes switch by themselves where it was committed';

  constructor(cause: unknown) {
    super('etcd did not answer when the release was committed: whether it is, is not known', { cause });
  }
}

/** The pointer cannot be read: another version wrote it. */
export class CommittedUnreadableError extends AppError {
  readonly code = 'CONFIG_COMMITTED_UNREADABLE';
  override readonly hint = 'Use the newer version of Understudy that has written it';

  constructor() {
    super('The record of the committed configuration in etcd is of no format that this version knows');
  }
}

export class ReleaseMissingError extends AppError {
  readonly code = 'CONFIG_RELEASE_MISSING';
  override readonly hint = 'understudy config history lists the releases that are kept';

  constructor(what: string, where: string) {
    super(`${where} does not have the release ${what}`);
  }
}

/** Its bytes are not those that its name stands for. */
export class ReleaseDamagedError extends AppError {
  readonly code = 'CONFIG_RELEASE_DAMAGED';
  override readonly hint =
    'Somebody wrote into the release folder: understudy config apply --committed on another node brings the release again';

  constructor(digest: string, what: string) {
    super(`The release ${digest.slice(0, 12)} is damaged: ${what}`);
  }
}

/** Some nodes could not take the release; `each` says which and why. */
export class NodesNotReadyError extends AppError {
  readonly code = 'CONFIG_NODES_NOT_READY';
  override readonly hint =
    'Nothing has changed anywhere; make them well, or leave them to catch up later: --without NAME';

  constructor(each: readonly string[], options?: ErrorOptions) {
    super(`Not every node can take this configuration:\n${each.map((line) => `  ${line}`).join('\n')}`, options);
  }
}

/** This node cannot be brought to the committed release. */
export class CatchUpError extends AppError {
  readonly code = 'CONFIG_CATCH_UP';
  override readonly retryable = true;
  override readonly hint =
    'The node does not lead until it has it; it tries again by itself (docs/operations/configuration-behind.md)';

  constructor(digest: string, each: readonly string[]) {
    super(`This node lacks the committed configuration ${digest.slice(0, 12)}: ${each.join('; ')}`);
  }
}

/** A word for word answer of a peer's error, or one that makes no sense. */
export class PeerRefusedError extends AppError {
  readonly code = 'CONFIG_PEER_REFUSED';
  override readonly hint: string;

  constructor(peer: string, message: string, hint = 'The words are those of the peer') {
    super(`${peer}: ${message}`);
    this.hint = hint;
  }
}

export class PeerAnswerError extends AppError {
  readonly code = 'CONFIG_PEER_ANSWER';
  override readonly hint =
    'Peer Command of the Replication resource must start understudy config peer there, and nothing may print before it';

  constructor(peer: string, found: string) {
    super(`${peer} does not answer as an Understudy does: ${found}`);
  }
}

export class PeerSilentError extends AppError {
  readonly code = 'CONFIG_PEER_SILENT';
  override readonly retryable = true;
  override readonly hint =
    'See what that machine is busy with; Answer Timeout of the Replication resource is the bound';

  constructor(peer: string, what: string, ms: number) {
    super(`${peer} said nothing for ${Math.round(ms / 1000)} seconds while ${what}`);
  }
}

/** Another process of this node holds the lock of the releases' folder. */
export class NodeBusyError extends AppError {
  readonly code = 'CONFIG_NODE_BUSY';
  override readonly retryable = true;
  override readonly hint = 'Another understudy config command, or the node itself, is switching there; try again';

  constructor(directory: string) {
    super(`${directory} is in use by another process`);
  }
}

/** The disk said no. */
export class ReleaseWriteError extends AppError {
  readonly code = 'CONFIG_RELEASE_WRITE';
  override readonly hint = 'See to the room and the rights of that folder; what was there before is unharmed';

  constructor(what: string, cause: unknown) {
    super(`Cannot write ${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** There is nothing to apply to. */
export class UnreplicatedError extends AppError {
  readonly code = 'CONFIG_UNREPLICATED';
  override readonly hint = 'Add Replication, Etcd and Node to understudy.conf; the user guide has an example';

  constructor(missing: string) {
    super(`understudy.conf of this node has no ${missing} resource`);
  }
}
