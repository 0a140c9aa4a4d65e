/** `.status resources` and `.status statistics` (page 03 §8.2): how the daemon is set up, and whom it sends figures to. */
import type { ByteString } from '../../../../core/index.ts';
import { block, NO_ERROR } from './blocks.ts';
import type { Snapshot } from './snapshot.ts';

const yesNo = (value: boolean | undefined): string => (value === true ? 'true' : 'false');

/** The same for people and for programs. */
export function resourceBlocks({ release, storage }: Snapshot): ByteString[] {
  if (release === '9.6') return [];
  const [first] = storage.addresses;
  const fields = {
    Name: storage.name,
    Description: storage.description ?? '',
    WorkingDirectory: storage.workingDirectory,
    PidDirectory: storage.pidDirectory,
    SubsysDirectory: storage.subsysDirectory ?? '',
    PluginDirectory: storage.pluginDirectory ?? '',
    ScriptsDirectory: storage.scriptsDirectory ?? '',
    SDPort: first?.port ?? 0,
    SDAddress: first?.address ?? '',
    HeartbeatInterval: storage.heartbeatIntervalSec,
    MaximumConcurrentJobs: storage.maximumConcurrentJobs,
    ClientConnectTimeout: storage.clientConnectTimeoutSec,
    TLSEnable: yesNo(storage.tlsEnable),
    TLSPSKEnable: yesNo(storage.tlsPskEnable),
    TLSRequire: yesNo(storage.tlsRequire),
    TLSAuthenticate: yesNo(storage.tlsAuthenticate),
    TLSVerifyPeer: yesNo(storage.tlsVerifyPeer),
    ClientConnectWait: storage.clientConnectWaitSec,
    VerId: storage.verId ?? '',
    // Spelled as genuine daemons spell it.
    CommCommpression: yesNo(storage.commCompression),
  };
  return [`\nresource:\n\n${block(fields)}${NO_ERROR}`];
}

/** Nobody collects: figures are asked for (`statistics`). */
export const collectorText = (): ByteString[] => [
  'Update Statistics: stopped interval=0 secs lastupdate=01-Jan-70 00:00\n',
];

export function collectorBlocks({ release }: Snapshot): ByteString[] {
  const update = block({
    status: 'stopped',
    interval: 0,
    lasttimestamp_epoch: 0,
    lasttimestamp: '1970-01-01 00:00:00',
  });
  if (release === '9.6') return [`collector_backends:\n\ncollector_update:\n\n${update}\n\n\0`];
  return [`\ncollector:\n\ncollector_backends: [\n]\n\ncollector_update:\n\n${update}\n${NO_ERROR}`];
}
