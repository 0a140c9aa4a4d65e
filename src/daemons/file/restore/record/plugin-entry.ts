/** A file that belongs to a plugin, as something that data is written to. */
import type { ByteString } from '../../../../core/index.ts';
import type { PluginFile } from '../restore-writer.ts';
import type { RestoredEntry } from '../target/restored-entry.ts';

/** `waits`: promises to be waited for before the next record; `error`: says what the plugin did not do. */
export const pluginEntry = (
  plugin: PluginFile,
  waits: (promise: Promise<void>) => void,
  error: (text: ByteString) => void,
): RestoredEntry => ({
  path: undefined,
  write(bytes) {
    // The plugin may keep it; the memory will be used again.
    const wait = plugin.data(Buffer.from(bytes));
    if (wait !== undefined) waits(wait);
  },
  settle: () => [],
  close() {
    waits(
      plugin.close().then((text) => {
        if (text !== undefined) error(text);
      }),
    );
    return [];
  },
});
