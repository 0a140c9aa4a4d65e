/** The talk with the Storage before and after the records of a backup (specification 04 §2). */
import { SIGNAL, sessionCommand, sessionReply } from '../../../protocol/index.ts';
import { DEVICE_MS, type StorageLink } from './storage-link.ts';

/** Resolves when the Storage has a Volume ready; with the ticket of the session. */
export async function openSession(storage: StorageLink): Promise<number> {
  const open = sessionCommand.appendOpen.format({});
  const { ticket } = await storage.ask('open a session', open, sessionReply.open);
  const data = sessionCommand.appendData.format({ ticket });
  await storage.ask('make a Volume ready', data, sessionReply.data, DEVICE_MS);
  storage.listen();
  return ticket;
}

/** Only after all records: it is how the Storage learns that they are complete. */
export async function closeSession(storage: StorageLink, ticket: number): Promise<void> {
  await storage.connection.sendSignal(SIGNAL.EOD);
  await storage.expect('take the records', sessionReply.appended, DEVICE_MS);
  const end = sessionCommand.appendEnd.format({ ticket });
  await storage.ask('end the session', end, sessionReply.ended, DEVICE_MS);
  const close = sessionCommand.appendClose.format({ ticket });
  await storage.ask('close the session', close, sessionReply.closed, DEVICE_MS);
}
