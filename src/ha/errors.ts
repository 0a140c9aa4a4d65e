/** What can go wrong in an election and around it. */
import { AppError } from '../core/index.ts';
import type { Office } from './keys.ts';

/** Another one was faster, or this node's lease has ended. */
export class ClaimLostError extends AppError {
  readonly code = 'HA_CLAIM_LOST';
  override readonly retryable = true;
  override readonly hint = 'Nothing to do: another node leads, or the next attempt follows by itself';

  constructor(office: Office) {
    super(`The office of the ${office} was not obtained`);
  }
}

/** Two nodes of one name would stand for one another. */
export class NameTakenError extends AppError {
  readonly code = 'HA_NAME_TAKEN';
  override readonly hint =
    'Give each node a name of its own: Name of the Node resource in understudy.conf; understudy cluster lists those that are taken';

  constructor(name: string, at: string) {
    super(`Another node named ${name} takes part in this cluster: ${at}`);
  }
}

/** The leader's member key is missing: it has just gone, or has not said where its PostgreSQL listens. */
export class NobodyToFollowError extends AppError {
  readonly code = 'HA_NOBODY_TO_FOLLOW';
  override readonly retryable = true;
  override readonly hint = 'Wait for the election; understudy status names the leader';

  constructor(leader: string | undefined) {
    super(leader === undefined ? 'Nobody leads' : `${leader} leads, and has not said where it is reached`);
  }
}

/** What an operator asks for cannot be, as things stand. Nothing was written. */
export class OrderRefusedError extends AppError {
  readonly code = 'HA_ORDER_REFUSED';
  override readonly hint: string;

  constructor(sentence: string, hint = 'understudy cluster shows who is what') {
    super(sentence);
    this.hint = hint;
  }
}

/** An order stands, or stood, and what it was for has not come about in time. */
export class OrderNotDoneError extends AppError {
  readonly code = 'HA_ORDER_NOT_DONE';
  override readonly hint: string;

  constructor(sentence: string, hint = 'understudy cluster shows how things stand; the logs of the nodes say why') {
    super(sentence);
    this.hint = hint;
  }
}

/** etcd answers, and nothing below this prefix has ever been founded. */
export class NoClusterError extends AppError {
  readonly code = 'HA_NO_CLUSTER';
  override readonly hint = 'Compare Name of Cluster and Prefix of Etcd in understudy.conf with those of the nodes';

  constructor() {
    super('etcd knows no cluster of this name');
  }
}
