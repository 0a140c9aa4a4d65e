/** The door of protocol: bytes ↔ values. Frames, connections, Hello, authentication, TLS; and the message families. */

// --- The wire: frames, connections, Hello, authentication, TLS -------------------------------------------------------
export { type Accepted, type AcceptOptions, acceptCall, type Channel } from './accept.ts';
export { answerSignal } from './answer-signal.ts';
export { type CallClientOptions, type CalledClient, callClient } from './call-client.ts';
export type { BulkConnection, Connection, Encryption, LentReading, ReceiveOptions } from './connection.ts';
export { passwordKey } from './cram-md5.ts';
export { type Dialled, type DialOptions, dialFileDaemon, dialStorageDaemon } from './dial.ts';
export { type DialledStorage, dialStorageForJob, handOverCall, type JobDialOptions } from './dial-for-job.ts';
export {
  BadCompressionError,
  ConnectionClosedError,
  ConnectionLostError,
  FrameTooLongError,
  NameTooLongError,
  PeerTimeoutError,
  SendQueueFullError,
  UnsupportedFrameError,
} from './errors.ts';
export { formatClientReply, formatDirectorReply, formatStorageReply } from './final-reply.ts';
export { decodeFrame, encodeFrame, type Frame, PAYLOAD_BYTES_MAX } from './frame.ts';
export { FrameDecoder } from './frame-decoder.ts';
export { FrameWindow, WINDOW_BYTES_MIN } from './frame-window.ts';
export {
  CallerRefusedError,
  ConnectRefusedError,
  ConnectTimeoutError,
  HelloIgnoredError,
  HelloRefusedError,
  HostNotFoundError,
  HostUnreachableError,
  NotBaculaError,
  UnknownDirectorError,
  WrongPasswordError,
} from './handshake-errors.ts';
export {
  DEFAULT_CONSOLE,
  formatHello,
  type Hello,
  type HelloKind,
  OUR_EXTENSION,
  OUR_VERSION,
  parseHello,
  WILLS_EXTENSION,
} from './hello.ts';
export { ListenError, type Listener, type ListenOptions, listenForCalls } from './listen.ts';
export { type FileDaemonFeatures, fileDaemonFeatures } from './peer-features.ts';
export { LENT_BYTES_MIN, type LentMemory } from './receive-memory.ts';
export { isTermination, SIGNAL, type SignalName, signalName } from './signals.ts';
export {
  TlsExpiredError,
  TlsFileError,
  TlsHandshakeError,
  TlsNameMismatchError,
  TlsNameNotAllowedError,
  TlsOwnCertificateRefusedError,
  TlsRequiredByPeerError,
  TlsRequiredError,
  TlsUntrustedError,
} from './tls-errors.ts';
export {
  TLS_AUTOMATIC,
  TLS_OFF,
  type TlsCertificates,
  type TlsDirectives,
  type TlsNeed,
  type TlsSettings,
  tlsSettings,
} from './tls-settings.ts';
export { type WaitForDirectorOptions, waitForDirector } from './wait-for-director.ts';
export { holdClient, type WaitingClient, type WakeOptions } from './waiting-client.ts';
// --- The wire ends ---------------------------------------------------------------------------------------------------

// --- The messages: Director–Client, Director–Storage, Client–Storage -------------------------------------------------
export { type AccurateFile, formatAccurateFile, parseAccurateFile } from './client/accurate.ts';
export {
  clientCommand,
  formatEstimate,
  formatRestore,
  type Replace,
  type RestoreCommand,
} from './client/command.ts';
export { type ClientEndJob, formatClientEndJob, parseClientEndJob } from './client/end-job.ts';
export {
  type FileSetBlock,
  type FileSetEntry,
  type FileSetLines,
  type FileSetOptions,
  formatFileSet,
} from './client/fileset.ts';
export { withoutCompression } from './client/fileset-options.ts';
export { classifyClientPacket, type FromClient } from './client/incoming.ts';
export {
  formatBtime,
  formatLevel,
  formatSince,
  type LevelCommand,
  type LevelLine,
  parseBtime,
  parseLevel,
} from './client/level.ts';
export { type ClientIdentity, clientReply, parseClientIdentity } from './client/reply.ts';
export {
  type AttributeRecord,
  decodeAttributeRecord,
  encodeAttributeRecord,
} from './data/attribute-record.ts';
export { decodeBase64Number, encodeBase64Number } from './data/base64-number.ts';
export { digestText } from './data/digest.ts';
export { decodeLStat, encodeLStat, type LStat } from './data/lstat.ts';
export { appendHeader, readHeader, sessionCommand, sessionReply } from './data/session.ts';
export { FILE_TYPE, isAttributeStream, isDigestStream, STREAM, streamType } from './data/streams.ts';
export {
  type AnyJobMessage,
  type EventMessage,
  formatJobMessage,
  formatJobStatus,
  formatProgress,
  type JobMessage,
  type JobStatusMessage,
  MESSAGE_TYPES,
  type MessageType,
  messageType,
  messageTypeNumber,
  type ProgressMessage,
  parseJobMessage,
} from './job-message.ts';
export { type AnyLine, type Line, type LineFields, line, parseAny } from './line.ts';
export { MalformedMessageError, UnsendableTextError } from './message-errors.ts';
export { clientRelease, clientReleaseByVersion, type Release, storageRelease } from './release.ts';
export { parseRunningJob, parseStatusBlocks, type RunningJob, type StatusBlock } from './status-report.ts';
export {
  type AttributePacket,
  AttributeWriter,
  decodeAttributePacket,
  encodeAttributePacket,
  isAttributePacket,
} from './storage/attributes.ts';
export {
  FILE_MEDIA_CREATED,
  FILE_MEDIA_ERROR,
  formatInvalidRequest,
  formatNoMedia,
  formatUpdateFailed,
  formatVolumeAnswer,
  formatVolumeRefused,
  formatVolumeUnknown,
  JOB_MEDIA_CREATED,
  JOB_MEDIA_ERROR,
  parseVolumeAnswer,
  SPOOL_NOT_SHARED,
  SPOOL_STORED,
  UPDATE_MEDIA_ERROR,
  type VolumeAnswer,
} from './storage/catalog-answer.ts';
export {
  type CatalogRequest,
  type CreateFileMedia,
  type CreateJobMedia,
  type FindMedia,
  formatCatalogRequest,
  type GetVolume,
  parseCatalogRequest,
  type UpdateMedia,
} from './storage/catalog-request.ts';
export { storageCommand } from './storage/command.ts';
export { classifyStoragePacket, type FromStorage, formatAttributeSpool } from './storage/incoming.ts';
export {
  formatStorageEndJob,
  formatStorageStart,
  parseStorageEndJob,
  parseStorageStart,
  type StorageEndJob,
} from './storage/job-end.ts';
export { formatJobMediaRange, isDummyRange, type JobMediaRange, parseJobMediaRange } from './storage/job-media.ts';
export {
  decodeFact,
  EPOCH_REFUSED,
  type Fact,
  formatEpoch,
  formatEpochTaken,
  formatRanges,
  formatReceipt,
  formatShorten,
  journalCommand,
  journalReply,
  type ListedJournal,
  NO_WILL,
  parseEpoch,
  parseEpochTaken,
  parseRanges,
  parseReceipt,
  parseShorten,
} from './storage/journal.ts';
export {
  formatReservedDevice,
  type LabelledVolume,
  parseLabelled,
  parseReservedDevice,
  type ReservedDevice,
  storageReply,
} from './storage/reply.ts';
// --- The messages end ------------------------------------------------------------------------------------------------
