/** The door of core: clock, errors, lifetimes, logger, programs, and text that is bytes. Imports nothing of ours. */
export {
  type ByteString,
  byteStringToBytes,
  bytesToByteString,
  displayLines,
  displayText,
  toByteString,
} from './byte-string.ts';
export { type Clock, systemClock, unixSeconds } from './clock.ts';
export { withDeadline } from './deadline.ts';
export { decimalText } from './decimal.ts';
export { AppError, describeError } from './errors.ts';
export { type FileFlagResult, isImmutable, setImmutable } from './file-flags.ts';
export { type FileLock, lockFile, lockHolder } from './file-lock.ts';
export { disposable, runUntil, type Start } from './lifetime.ts';
export { createLogger, type Logger, type LogLevel } from './logger.ts';
export {
  currentTlsFiles,
  explainTls,
  type PostgresTls,
  type PostgresTlsMode,
  postgresTls,
  type TlsTrouble,
} from './postgres-tls.ts';
export { type ProgramOptions, type ProgramResult, programFault, runProgram } from './program.ts';
export { Secret } from './secret.ts';
export { splitCommand } from './split-command.ts';
export { fingerprintOf, readTlsFiles, TlsFileError, type TlsMaterial, type TlsPaths } from './tls-files.ts';
export * as wasm from './wasm-code.ts';
