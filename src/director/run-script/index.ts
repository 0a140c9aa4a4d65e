/** RunScripts: the `%` codes, the Director's own scripts, and which scripts the Client is told to run. */
export { type ClientScript, clientScripts } from './client-scripts.ts';
export { jobScripts } from './configured.ts';
export { runConsoleCommand } from './console-command.ts';
export { type JobCodes, substituteJobCodes } from './job-codes.ts';
export { passQueuedScripts, type QueuedScriptsOptions, type QueuedVerdict } from './queued-scripts.ts';
export { type DirectorScriptsOptions, runDirectorScripts } from './run.ts';
export type { RunScript, ScriptMoment } from './script.ts';
