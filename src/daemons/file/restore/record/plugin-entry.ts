/** A file that belongs to a plugin, as something that data is written to. */
import type { PluginFile } from '../restore-writer.ts';
import type { RestoredEntry } from '../target/restored-entry.ts';

/** `waits`: promises to be waited for before the next record. */
export const pluginEntry = (plugin: PluginFile, waits: (promise: Promise<void>) => void): RestoredEntry => ({
  path: undefined,
  write(bytes) {
    // The plugin may keep it; the memory will be used again.
    const wait = plugin.data(Buffer.from(bytes));
    if (wait !== undefined) waits(wait);
  },
  settle: () => [],
  close() {
    const wait = plugin.close();
    if (wait !== undefined) waits(wait);
    return [];
  },
});
