/** The door of volume: bootstrap files. Blocks, records and labels will stand beside them. */
export { type BootstrapPart, bootstrapPart, countOf, expectedFiles, type Range } from './bootstrap.ts';
export { formatBootstrap } from './bootstrap-format.ts';
export { parseBootstrap } from './bootstrap-parse.ts';
export { BootstrapSyntaxError, BootstrapTextError, BootstrapTooLargeError } from './errors.ts';
