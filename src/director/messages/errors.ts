/** What may go wrong on the way of a message. None of it ever fails a Job. */
import { AppError, type ByteString, displayText } from '../../core/index.ts';

export class MailCommandError extends AppError {
  readonly code = 'MESSAGES_MAIL_COMMAND';
  override readonly hint = 'Run the command by hand as the user of the Director';

  constructor(command: ByteString, fault: string, output: ByteString) {
    const said = output === '' ? '' : `: ${displayText(output)}`;
    super(`Mail program "${displayText(command)}" ended badly: ERR=${fault}${said}`);
  }
}

export class SyslogError extends AppError {
  readonly code = 'MESSAGES_SYSLOG';
  override readonly hint = 'Install logger (bsdutils, util-linux), or take Syslog out of the Messages resource';

  constructor(fault: string) {
    super(`Program "logger" ended badly: ERR=${fault}`);
  }
}

export class DestinationSilentError extends AppError {
  readonly code = 'MESSAGES_TIMEOUT';
  override readonly hint = 'Look at the file system or database behind it';

  constructor(destination: ByteString, ms: number) {
    super(`Destination ${displayText(destination)} took more than ${ms / 1000} seconds`);
  }
}
