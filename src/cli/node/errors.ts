/** What a node itself has to say (docs/errors.md). */
import { AppError } from '../../core/index.ts';

export interface Mistake {
  readonly what: string;
  readonly hint: string;
}

/** All that is wrong with what a node's configuration names. */
export class NodeConfigurationError extends AppError {
  readonly code = 'CLI_NODE_CONFIGURATION';
  override readonly hint: string;

  constructor(mistakes: readonly Mistake[]) {
    super(`This node cannot start: ${mistakes.map(({ what }) => what).join('; ')}`);
    this.hint = [...new Set(mistakes.map(({ hint }) => hint))].join('; ');
  }
}

export class DirectorProcessError extends AppError {
  readonly code = 'CLI_DIRECTOR_PROCESS';
  override readonly retryable = true;
  override readonly hint = "See the Director's own words in this log; another node leads meanwhile, if there is one";

  constructor(why: string) {
    super(`The Director's process did not start: ${why}`);
  }
}

/** Answered to whoever asks a node that does not lead. */
export class StandsByError extends AppError {
  readonly code = 'CONSOLE_STANDS_BY';
  override readonly retryable = true;
  override readonly hint: string;

  constructor(node: string, leader: { readonly name: string; readonly host: string | undefined } | undefined) {
    super(leader === undefined ? `Nobody leads; ${node} stands by` : `${leader.name} leads; ${node} stands by`);
    this.hint =
      leader === undefined
        ? 'Ask again in a moment: an election takes a few seconds'
        : `Ask on ${leader.name}${leader.host === undefined ? '' : ` (${leader.host})`}, or give --url of its Api resource`;
  }
}
