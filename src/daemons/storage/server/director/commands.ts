/** What a Director may say, by the words with which it begins; the first row that fits counts (page 03). */
import type { ByteString } from '../../../../core/index.ts';
import { bootstrap } from './bootstrap-command.ts';
import { callClientCommand, callStorageCommand } from './call-commands.ts';
import { cancel, stop } from './cancel-commands.ts';
import type { Conversation, Next } from './conversation.ts';
import * as device from './device-commands.ts';
import { beginJob } from './job-command.ts';
import { journal, sayEpoch } from './journal-commands.ts';
import { run } from './run-command.ts';
import { sendProgress, setBandwidth, setDebug } from './small-commands.ts';
import { statistics } from './statistics-command.ts';
import { dotStatus, status } from './status-commands.ts';
import { storeManager } from './store-manager.ts';
import { useStorage } from './use-command.ts';

export interface Command {
  readonly obey: (conversation: Conversation, text: ByteString) => Promise<Next>;
  /** A Director that may only look may say it too. */
  readonly forMonitors?: boolean;
  /** A Director of ours may say it before its epoch. */
  readonly beforeEpoch?: boolean;
}

const COMMANDS: readonly (readonly [ByteString, Command])[] = [
  ['understudy ', { obey: sayEpoch, beforeEpoch: true }],
  ['journal ', { obey: journal }],
  ['JobId=', { obey: beginJob }],
  ['use storage=', { obey: useStorage }],
  ['bootstrap', { obey: bootstrap }],
  ['run', { obey: run }],
  ['client address=', { obey: callClientCommand }],
  ['storage address=', { obey: callStorageCommand }],
  ['sendprogress', { obey: sendProgress }],
  ['cancel', { obey: cancel }],
  ['stop', { obey: stop }],
  ['setbandwidth=', { obey: setBandwidth }],
  ['setdebug=', { obey: setDebug }],
  ['label ', { obey: device.label }],
  ['relabel ', { obey: device.relabel }],
  ['mount ', { obey: device.mount }],
  ['unmount ', { obey: device.unmount }],
  ['release ', { obey: device.release }],
  ['enable ', { obey: device.enable }],
  ['disable ', { obey: device.disable }],
  ['readlabel ', { obey: device.readLabel }],
  ['autochanger ', { obey: device.autochanger }],
  ['truncate cache ', { obey: device.noCloud }],
  ['upload', { obey: device.noCloud }],
  ['cloudlist ', { obey: device.noCloud }],
  ['prunecache', { obey: device.noCloud }],
  ['volumeprotect ', { obey: device.volumeProtect }],
  ['store_mngr ', { obey: storeManager }],
  ['status', { obey: status, forMonitors: true, beforeEpoch: true }],
  ['.status', { obey: dotStatus, forMonitors: true, beforeEpoch: true }],
  ['statistics', { obey: statistics, forMonitors: true }],
];

/** Undefined: nothing that we know. */
export const findCommand = (text: ByteString): Command | undefined =>
  COMMANDS.find(([words]) => text.startsWith(words))?.[1];
