/** How large blocks are, and how many of them one session may hold in memory (page 05 §2.3). */
import { BLOCK_BYTES_DEFAULT, BLOCK_BYTES_MAX, BlockPool } from '../../../../volume/index.ts';

const SESSION_BYTES = 8 * 1024 * 1024;
const BUFFERS_MIN = 4;
/** A label of either kind must fit into one block. */
const BLOCK_BYTES_MIN = 4096;

/** `configured`: Maximum Block Size; 0, or more than readers accept, is the usual size. */
export function blockBytes(configured: number): number {
  const usual = configured === 0 || configured > BLOCK_BYTES_MAX;
  return usual ? BLOCK_BYTES_DEFAULT : Math.max(BLOCK_BYTES_MIN, configured);
}

export function blockPool(configured: number): BlockPool {
  const bytes = blockBytes(configured);
  return new BlockPool(bytes, Math.max(BUFFERS_MIN, Math.floor(SESSION_BYTES / bytes)));
}
