/** What a Director does for the first time takes several times as long as ever after: some of it is done before its cue. */
import { buildConsoleApp, type ConsoleServices } from '../../console/index.ts';
import type { Logger } from '../../core/index.ts';

/** Its routes are built, and never asked. */
export async function warmUp(logger: Logger): Promise<void> {
  const nobody = { logger } as unknown as ConsoleServices;
  const app = await buildConsoleApp(nobody, undefined);
  await app.close();
}
