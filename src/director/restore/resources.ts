/** The resources that a restore names, or that follow from what it restores. Pure. */
import type { ClientResource, DirectorConfig, JobResource, StorageResource } from '../../config/index.ts';
import { type ByteString, displayText } from '../../core/index.ts';
import { BadRestoreError, shownNames } from './errors.ts';

/** The named restore Job, or the first one there is. */
export function restoreResource(config: DirectorConfig, name: ByteString | undefined): JobResource {
  const restores = [...config.jobs.values()].filter(({ type, enabled }) => type === 'R' && enabled);
  const found = name === undefined ? restores[0] : restores.find((job) => job.name === name);
  if (found !== undefined) return found;
  if (name === undefined) {
    throw new BadRestoreError('No Job of Type Restore is configured', 'Add one to the configuration: it says where to');
  }
  throw new BadRestoreError(
    `No enabled Job of Type Restore is called "${displayText(name)}"`,
    `There are: ${shownNames(restores.map((job) => job.name))}`,
  );
}

/** Asked for; RestoreClient of the Job; whose files they are; the Job's own. */
export function findClient(
  config: DirectorConfig,
  resource: JobResource,
  asked: ByteString | undefined,
  origin: ByteString | undefined,
): ClientResource {
  const name = asked ?? resource.restoreClient ?? origin ?? resource.client.name;
  const client = config.clients.get(name);
  if (client === undefined) {
    const known = shownNames([...config.clients.keys()]);
    throw new BadRestoreError(
      `Client "${displayText(name)}" is not in the configuration`,
      `Name the Client to restore to: ${known}`,
    );
  }
  if (!client.enabled) throw new BadRestoreError(`Client "${displayText(name)}" is disabled`);
  return client;
}

export function findStorage(config: DirectorConfig, name: ByteString): StorageResource {
  const storage = config.storages.get(name);
  if (storage?.enabled) return storage;
  throw new BadRestoreError(
    `No enabled Storage is called "${displayText(name)}"`,
    `There are: ${shownNames([...config.storages.keys()])}`,
  );
}
