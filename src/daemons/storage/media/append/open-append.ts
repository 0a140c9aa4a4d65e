/** From a place on a drive to a session that takes records: a Volume is mounted, or the one that others use is joined. */
import type { Drive, Seat } from '../drive.ts';
import { message } from '../messages.ts';
import type { SpoolUser } from '../spool/data-spool.ts';
import type { MediaTools } from '../tools.ts';
import { DriveAppendSession } from './append-session.ts';
import type { Appender } from './appender.ts';

/** A start label and what stands around it are shorter than this. */
const START_BYTES = 2048;

export interface Opening {
  readonly drive: Drive;
  readonly appender: Appender;
  readonly seat: Seat;
  readonly tools: MediaTools;
}

export async function openAppend({ drive, appender, seat, tools }: Opening): Promise<DriveAppendSession> {
  const blockBytes = drive.resource.maximumBlockSizeBytes;
  const openSpool = (user: SpoolUser) => tools.spools.open(drive, user);
  const session = new DriveAppendSession({ device: drive.name, appender, seat, tools, blockBytes, openSpool });
  appender.attach(session);
  try {
    await join(session, drive, appender);
    await session.begin();
    return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

/** Whoever mounts a Volume counts all that wait for it; who comes later asks for itself. */
async function join(session: DriveAppendSession, drive: Drive, appender: Appender): Promise<void> {
  for (;;) {
    await appender.ensure(session, START_BYTES);
    const { volume } = appender;
    if (volume === undefined || session.seat.counted) return;
    const verdict = await session.catalog.getVolume(volume.name, true);
    if (appender.volume !== volume) continue;
    if (verdict.kind === 'granted') {
      volume.adopt(verdict.volume);
      volume.count({ jobs: 1 });
      session.seat.counted = true;
      session.volumes = 1;
      if (drive.held !== undefined) drive.held = { ...drive.held, jobs: volume.figures.jobs };
      session.job.say('info', message.readyToAppend(volume.name, volume.writtenEnd));
      await volume.tell(session.catalog);
      return;
    }
    session.job.say('info', verdict.why);
    if (appender.inUse) await appender.changed();
    else await appender.changeVolume();
  }
}
