/** Everything that can go wrong between two sockets; each names the peer and what was under way. */
import { AppError, type ByteString, displayText } from '../core/index.ts';

export class FrameTooLongError extends AppError {
  readonly code = 'WIRE_FRAME_TOO_LONG';
  override readonly hint = 'The other end does not speak Bacula, or the stream is damaged';

  constructor(length: number, maximum: number) {
    super(`Frame of ${length} bytes announced, at most ${maximum} are accepted`);
  }
}

export class BadCompressionError extends AppError {
  readonly code = 'WIRE_BAD_COMPRESSION';
  override readonly hint = 'The stream is damaged, or the other end does not speak Bacula';

  constructor(found: string) {
    super(`Compressed frame cannot be inflated: ${found}`);
  }
}

export class UnsupportedFrameError extends AppError {
  readonly code = 'WIRE_UNSUPPORTED_FRAME';
  override readonly hint = 'Deduplication between daemons is not supported; switch it off at the other end';

  constructor(flags: number) {
    super(`Frame with extended header flags 0x${flags.toString(16)}`);
  }
}

/** The connection ended without a proper close: reset, or in the middle of a frame. */
export class ConnectionLostError extends AppError {
  readonly code = 'WIRE_CONNECTION_LOST';
  override readonly retryable = true;
  override readonly hint = 'The other end died or the network broke; its log tells which';

  constructor(peer: string, found: string, options?: ErrorOptions) {
    super(`Connection with ${peer} lost: ${found}`, options);
  }
}

/** Used after it was closed by this side. */
export class ConnectionClosedError extends AppError {
  readonly code = 'WIRE_CONNECTION_CLOSED';

  constructor(peer: string) {
    super(`Connection with ${peer} is closed`);
  }
}

export class PeerTimeoutError extends AppError {
  readonly code = 'WIRE_PEER_TIMEOUT';
  override readonly retryable = true;
  override readonly hint = 'The other end is overloaded, stopped or cut off';

  constructor(peer: string, waitedFor: string, ms: number, options?: ErrorOptions) {
    super(`${peer} did not ${waitedFor} within ${formatSeconds(ms)}`, options);
  }
}

/** A writer did not wait for `send` and ran ahead of the peer without bound. */
export class SendQueueFullError extends AppError {
  readonly code = 'WIRE_SEND_QUEUE_FULL';
  override readonly hint = 'The other end reads too slowly for what is sent to it';

  constructor(peer: string, bytes: number) {
    super(`${bytes} bytes wait to be read by ${peer}`);
  }
}

export class NameTooLongError extends AppError {
  readonly code = 'WIRE_NAME_TOO_LONG';
  override readonly hint = 'Bacula takes names of 1 to 127 bytes';

  constructor(name: ByteString, maximum: number) {
    super(`Name "${displayText(name.slice(0, maximum))}" has ${name.length} bytes`);
  }
}

export const formatSeconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`;
