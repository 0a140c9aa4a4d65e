/** Puts the parts of this room together: drives from the configuration, a writer for each, and what the server calls. */
import type { StorageConfig } from '../../../config/index.ts';
import type { ByteString } from '../../../core/index.ts';
import { FileDevice } from '../device/index.ts';
import { Appender } from './append/appender.ts';
import { openAppend } from './append/open-append.ts';
import { Bell } from './bell.ts';
import { deviceCommands } from './commands/device-commands.ts';
import { describeMedia } from './describe.ts';
import type { Drive } from './drive.ts';
import { Drives } from './drives.ts';
import { MediaClosedError } from './errors.ts';
import { freeBytes } from './free-bytes.ts';
import { labelIdentity } from './identity.ts';
import type { Media, MediaOptions } from './media.ts';
import { OpenSessions } from './open-sessions.ts';
import { DriveReadSession } from './read/read-session.ts';
import { Reserver } from './reserve/reserver.ts';
import { Spools } from './spool/spools.ts';
import type { MediaTools } from './tools.ts';

/** Touches no disk, so a device whose folder is missing is found when a Job wants it. */
export function openMedia(config: StorageConfig, options: MediaOptions): Media {
  const { clock, logger, openDevice = (path: ByteString) => new FileDevice(path) } = options;
  const stop = new AbortController();
  const drives = new Drives(config, openDevice);
  const bell = new Bell(clock, stop.signal);
  const identity = labelIdentity(config.storage.name);
  const spools = new Spools(config, openDevice, clock);
  const tools: MediaTools = { drives, bell, clock, logger, identity, spools, appending: new Set(), stop: stop.signal };
  const reserver = new Reserver(tools);
  const sessions = new OpenSessions(reserver);
  const appenders = new Map(drives.all.map((drive) => [drive, new Appender(drive, tools)]));
  const appenderOf = (drive: Drive): Appender | undefined => appenders.get(drive);

  return {
    reserve: (requests, job) => reserver.reserve(requests, job),
    openAppend(reservation) {
      const { drive, seat } = sessions.claim(reservation, true);
      const appender = appenders.get(drive) ?? new Appender(drive, tools);
      return sessions.keep(reservation, openAppend({ drive, seat, tools, appender }));
    },
    openRead(reservation, _job, bootstrap) {
      const { drive, seat } = sessions.claim(reservation, false);
      try {
        return sessions.add(reservation, new DriveReadSession({ drive, seat, tools, bootstrap }));
      } catch (error) {
        // An expression in the bootstrap is none: the place is not needed, and must not stay taken.
        reservation[Symbol.dispose]();
        throw error;
      }
    },
    commands: deviceCommands(tools, appenderOf),
    describe: () => describeMedia(tools, reserver.waiting, appenderOf),
    freeBytes: (device) => freeBytes(drives, device),
    async [Symbol.asyncDispose]() {
      stop.abort(new MediaClosedError());
      await sessions[Symbol.asyncDispose]();
    },
  };
}
