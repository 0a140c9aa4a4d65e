/** The door of protocol: bytes ↔ values. Frames, connections, Hello, authentication, TLS; and the message families. */

// --- The wire: frames, connections, Hello, authentication, TLS -------------------------------------------------------
export type { Connection, Encryption, ReceiveOptions } from './connection.ts';
export { type Dialled, type DialOptions, dialFileDaemon, dialStorageDaemon } from './dial.ts';
export {
  BadCompressionError,
  ConnectionClosedError,
  ConnectionLostError,
  FrameTooLongError,
  PeerTimeoutError,
  SendQueueFullError,
  UnsupportedFrameError,
} from './errors.ts';
export { encodeFrame, type Frame, PAYLOAD_BYTES_MAX } from './frame.ts';
export { isTermination, SIGNAL, type SignalName, signalName } from './signals.ts';
export {
  TLS_AUTOMATIC,
  TLS_OFF,
  type TlsCertificates,
  type TlsDirectives,
  type TlsNeed,
  type TlsSettings,
  tlsSettings,
} from './tls-settings.ts';
// --- The wire ends ---------------------------------------------------------------------------------------------------
