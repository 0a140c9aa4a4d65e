/** The answers that a Director owes to signals where it expects text (specification 01-wire §2). */
import type { Connection } from './connection.ts';
import { SIGNAL, signalIsKnown } from './signals.ts';

/** True: it has been answered, or is one to ignore; go on waiting. False: it means something to the caller. */
export async function answerSignal(connection: Connection, signal: number, now: () => Date): Promise<boolean> {
  switch (signal) {
    case SIGNAL.POLL:
      await connection.send('1000 OK\n');
      return true;
    case SIGNAL.EOD_POLL:
      await connection.send('1000 OK\n');
      return false;
    case SIGNAL.STATUS:
      await Promise.all([connection.send('Status OK\n'), connection.sendSignal(SIGNAL.EOD)]);
      return true;
    case SIGNAL.BTIME:
      await connection.send(`btime ${BigInt(now().getTime()) * 1000n}\n`);
      return true;
    case SIGNAL.HEARTBEAT:
    case SIGNAL.HB_RESPONSE:
      return true;
    default:
      return !signalIsKnown(signal);
  }
}
