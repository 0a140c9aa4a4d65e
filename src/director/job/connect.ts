/** Calling the two daemons of a Job, with what their resources say about address, password, TLS and patience. */
import type { ClientResource, StorageResource, TlsDirectives } from '../../config/index.ts';
import { displayText } from '../../core/index.ts';
import {
  type Dialled,
  type DialOptions,
  OUR_EXTENSION,
  TLS_OFF,
  type TlsSettings,
  tlsSettings,
} from '../../protocol/index.ts';
import { wakeClient } from '../calls/wake-client.ts';
import { sayEpoch } from '../journal/say-epoch.ts';
import { BadRequestError } from './errors.ts';
import { reach } from './reach.ts';
import type { JobTools } from './tools.ts';

export interface Call {
  readonly signal?: AbortSignal;
  /** Left out: FDConnectTimeout, SDConnectTimeout. */
  readonly patienceMs?: number;
  readonly onWaiting?: (sentence: string) => void;
}

export const clientName = (client: ClientResource): string => `Client "${displayText(client.name)}"`;
export const storageName = (storage: StorageResource): string => `Storage "${displayText(storage.name)}"`;

/** One that has called is woken (Allow FD Connections); else it is dialled, where it has an Address. */
export async function callClient(client: ClientResource, tools: JobTools, call: Call = {}): Promise<Dialled> {
  const { director, dialClient, clock } = tools;
  const { name, address, password, allowFdConnections } = client;
  const patience = { ...call, clock, forMs: call.patienceMs ?? director.fdConnectTimeoutSec * 1000 };
  const heartbeatSec = heartbeat(client.heartbeatIntervalSec);
  const options = { password, tls: tlsOf(client), directorName: director.name, heartbeatSec };
  const title = clientName(client);
  if (allowFdConnections) {
    const wanted = { name, title, canBeDialled: address !== undefined };
    const host = address === undefined ? {} : { host: address };
    const woken = await wakeClient(tools.clientCalls, wanted, { ...options, ...host }, patience);
    if (woken !== undefined) return woken;
  }
  if (address === undefined)
    throw new BadRequestError(`${title} has no Address`, 'Give it one, or Allow FD Connections');
  return await reach(title, dialClient, { ...options, host: address, port: client.fdPort }, patience);
}

/** One of ours has heard our epoch when this resolves; a genuine one notices nothing. */
export async function callStorage(storage: StorageResource, tools: JobTools, call: Call = {}): Promise<Dialled> {
  const { director, dialStorage, leadership } = tools;
  const forMs = call.patienceMs ?? director.sdConnectTimeoutSec * 1000;
  const peer = { host: storage.address, port: storage.sdPort, password: storage.password, tls: tlsOf(storage) };
  const heartbeatSec = heartbeat(storage.heartbeatIntervalSec);
  const options = { ...peer, directorName: director.name, heartbeatSec, extension: OUR_EXTENSION };
  const dialled = await reach(storageName(storage), dialStorage, options, { ...call, forMs, clock: tools.clock });
  if (dialled.extension === undefined) return dialled;
  try {
    await sayEpoch(dialled.connection, storageName(storage), leadership.epoch);
    return dialled;
  } catch (error) {
    dialled.connection.destroy();
    throw error;
  }
}

/** "at 10.0.0.1:9103 with TLS", as 15.x puts it. */
export const encryptionText = (dialled: Dialled): string =>
  dialled.connection.encryption === 'none' ? 'without encryption' : 'with TLS';

const KEEP_ALIVE_SEC = 60;
const heartbeat = (configuredSec: number): DialOptions['heartbeatSec'] =>
  configuredSec > 0 ? configuredSec : KEEP_ALIVE_SEC;

export const tlsOf = (directives: TlsDirectives): TlsSettings =>
  directives.tlsEnable || directives.tlsPskEnable
    ? tlsSettings(Object.fromEntries(Object.entries(directives).filter(([, value]) => value !== undefined)))
    : TLS_OFF;
