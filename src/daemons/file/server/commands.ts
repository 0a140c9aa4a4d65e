/**
 * What a Director may say to a File Daemon, matched by its beginning, the first hit in this order (specification 02 §1).
 * The shorter ones stand behind the longer ones that begin like them.
 */
import type { ByteString } from '../../../core/index.ts';
import { accurate } from './command-accurate.ts';
import { backup } from './command-backup.ts';
import { cancel, stop } from './command-cancel.ts';
import { estimate } from './command-estimate.ts';
import { fileSet } from './command-file-set.ts';
import { jobId } from './command-job.ts';
import { level } from './command-level.ts';
import {
  componentInfo,
  endRestore,
  pluginFeatures,
  restore,
  restoreFileList,
  restoreObject,
} from './command-restore.ts';
import { run, runAfterJob, runBeforeJob, runBeforeNow } from './command-scripts.ts';
import {
  caps,
  hello,
  pluginOptions,
  proxy,
  query,
  session,
  setBandwidth,
  setDebug,
  smDump,
  snapshot,
  statistics,
} from './command-small.ts';
import { dotStatus, status } from './command-status.ts';
import { storage, testNetwork } from './command-storage.ts';
import { verify } from './command-verify.ts';
import type { Conversation, Next } from './conversation.ts';

export interface Command {
  readonly prefix: string;
  /** As `Disable Command` writes it. */
  readonly name: string;
  run(conversation: Conversation, text: ByteString): Promise<Next>;
}

const command = (prefix: string, run: Command['run']): Command => ({
  prefix,
  name: prefix.replace(/[ =]+$/, '').toLowerCase(),
  run,
});

export const COMMANDS: readonly Command[] = [
  command('backup', backup),
  command('cancel', cancel),
  command('setdebug=', setDebug),
  command('setbandwidth=', setBandwidth),
  command('snapshot', snapshot),
  command('estimate', estimate),
  command('Hello', hello),
  command('fileset', fileSet),
  command('JobId=', jobId),
  command('level = ', level),
  command('restore ', restore),
  command('endrestore', endRestore),
  command('session', session),
  command('status', status),
  command('.status', dotStatus),
  command('storage ', storage),
  command('verify', verify),
  command('component', componentInfo),
  command('RunBeforeNow', runBeforeNow),
  command('RunBeforeJob', runBeforeJob),
  command('RunAfterJob', runAfterJob),
  command('Run', run),
  command('accurate', accurate),
  command('restoreobject', restoreObject),
  command('sm_dump', smDump),
  command('stop', stop),
  command('proxy', proxy),
  command('caps', caps),
  command('testnetwork', testNetwork),
  command('PluginFeatures', pluginFeatures),
  command('restorefilelist', restoreFileList),
  command('statistics', statistics),
  command('query', query),
  command('pluginoptions', pluginOptions),
];
