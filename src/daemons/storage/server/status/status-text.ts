/** The text of `status`, section by section as genuine daemons write it (page 03 §8.1): for people, and for nobody else. */
import type { ByteString } from '../../../../core/index.ts';
import { changers, describeDevice, usedVolumes } from './device-sections.ts';
import { shortTime, withCommas } from './figures.ts';
import { hostText, versionText } from './identity.ts';
import { endedJobs, runningJobs, waitingJobs } from './job-sections.ts';
import { limitsText } from './limits.ts';
import type { Snapshot } from './snapshot.ts';
import { spooling } from './spool-sections.ts';

/** A packet each; the end of data comes behind them. */
export function statusText(snapshot: Snapshot): ByteString[] {
  const lines = [
    ...header(snapshot),
    '\nRunning Jobs:',
    ...runningJobs(snapshot),
    ...(snapshot.running.length === 0 ? ['No Jobs running.'] : []),
    '====',
    '\nJobs waiting to reserve a drive:',
    ...waitingJobs(snapshot),
    '====',
    '\nTerminated Jobs:',
    ...endedJobs(snapshot),
    '====',
    '\nDevice status:',
    ...changers(snapshot),
    ...snapshot.media.devices.flatMap((device) => [...describeDevice(device), '==']),
    '====\n',
    'Used Volume status:',
    ...usedVolumes(snapshot),
    '====\n',
    ...spooling(snapshot),
    '====\n',
  ];
  return ['\n', ...lines.map(packet)];
}

/** One line of text, as it travels. */
export const packet = (line: ByteString): ByteString => `${line}\n\0`;

export function header({ name, release, startedAt, ran, running, jobsMax, media }: Snapshot): ByteString[] {
  const { heapUsed, rss } = process.memoryUsage();
  const heap = withCommas(heapUsed);
  const counts =
    release === '9.6'
      ? `run=${ran}, running=${running.length}.`
      : `run=${ran}, running=${running.length} max=${jobsMax}.`;
  return [
    `${name} Version: ${versionText(release)} ${hostText}`,
    `Daemon started ${shortTime(startedAt)}. Jobs: ${counts}`,
    ...(release === '9.6' ? [] : [limitsText()]),
    ` Heap: heap=${heap} smbytes=${heap} max_bytes=${withCommas(rss)} bufs=0 max_bufs=0`,
    ' Sizes: boffset_t=8 size_t=8 int32_t=4 int64_t=8 mode=0,0 newbsr=0',
    ...(release === '9.6' ? [] : [` Crypto: fips=N/A crypto=OpenSSL ${process.versions.openssl}`]),
    ` Res: ndevices=${media.devices.length} nautochgr=${media.autochangers.length}`,
  ];
}
