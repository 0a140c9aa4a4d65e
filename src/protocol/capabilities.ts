/**
 * What a File daemon and a Storage daemon tell each other before TLS and CRAM, in clear (specification 01-wire §4.4).
 * We offer no deduplication, so the lines are constant and what the peer says is only recognised.
 */
import type { ByteString } from '../core/index.ts';

export const STORAGE_CAPABILITIES: ByteString =
  'sdcaps: dedup=0 hash=1 dedup_block=65536 min_dedup_block=1024 max_dedup_block=66556\n';
export const CLIENT_CAPABILITIES: ByteString = 'fdcaps: dedup=0 rehydration=0 proxy=0\n';

export const isStorageCapabilities = (text: ByteString): boolean => text.startsWith('sdcaps:');
export const isClientCapabilities = (text: ByteString): boolean => text.startsWith('fdcaps:');
