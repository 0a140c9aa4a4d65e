/** Storage and MediaType rows from Storage resources, at the Director's start and after a reload (06 §4.1). */
import { type Catalog, insertMediaType, insertStorage, type Queryable, updateStorage } from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';

/** As much of a Storage resource as its row holds. */
export interface StorageFacts {
  readonly name: ByteString;
  readonly mediaType: ByteString;
  /** A Storage that names its changer is one of its drives. */
  readonly autochanger: boolean | object;
}

/** The id of each Storage by its name. */
export type StorageIds = ReadonlyMap<ByteString, number>;

export const registerStorages = (catalog: Catalog, storages: Iterable<StorageFacts>): Promise<StorageIds> =>
  catalog.transaction((transaction) => store(transaction, [...storages]), { repeatable: true });

async function store(transaction: Queryable, storages: readonly StorageFacts[]): Promise<StorageIds> {
  const ids = new Map<ByteString, number>();
  for (const { name, mediaType, autochanger } of storages) {
    await transaction.execute(insertMediaType(mediaType));
    const inChanger = autochanger !== false;
    await transaction.execute(insertStorage(name, inChanger));
    ids.set(name, (await transaction.one(updateStorage(name, inChanger))).storageId);
  }
  return ids;
}
