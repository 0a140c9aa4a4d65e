/** What of the configuration the thread of a Job needs. */
import type { ClientDirectorResource } from '../../../config/index.ts';
import type { ThreadSettings } from '../job/thread-calls.ts';
import type { Daemon } from './daemon.ts';

const NETWORK_BUFFER_BYTES = 65_536;
/** A receiver takes a million; sparse offsets and encryption add a little. */
const NETWORK_BUFFER_BYTES_MAX = 900_000;
const NETWORK_BUFFER_BYTES_MIN = 4_096;

type Settings = Omit<ThreadSettings, 'figures' | 'jobId' | 'job' | 'sessionId' | 'sessionTime'>;

export function threadSettings({ config: { client }, messages }: Daemon, director: ClientDirectorResource): Settings {
  const wanted = client.maximumNetworkBufferSize || NETWORK_BUFFER_BYTES;
  return {
    clientName: client.name,
    workingDirectory: client.workingDirectory,
    heartbeatSec: client.heartbeatIntervalSec,
    networkBufferBytes: Math.min(NETWORK_BUFFER_BYTES_MAX, Math.max(NETWORK_BUFFER_BYTES_MIN, wanted)),
    errorsMax: client.maximumJobErrorCount,
    sdPacketCheck: client.sdPacketCheck,
    pki: {
      signatures: client.pkiSignatures,
      encryption: client.pkiEncryption,
      keyPair: client.pkiKeyPair,
      signers: client.pkiSigner,
      masterKeys: client.pkiMasterKey,
      cipher: client.pkiCipher,
      digest: client.pkiDigest,
    },
    restrictions: {
      allowedBackup: director.allowedBackupDirectories,
      excludedBackup: director.excludedBackupDirectories,
    },
    tellsRestored: messages?.destinations.some(({ types }) => types.includes('restored')) ?? false,
  };
}
