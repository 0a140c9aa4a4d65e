/** A genuine Storage Daemon that writes file Volumes into a folder of its own. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Directives, resource } from './bacula-config.ts';
import { freePort } from './free-port.ts';
import {
  chooseTls,
  type GenuineDaemon,
  type LaunchPlan,
  startGenuineDaemon,
  type TlsChoice,
  type TlsKind,
} from './genuine-daemon.ts';
import type { GenuineVersion } from './genuine-programs.ts';
import { makeTempDir } from './temp-dir.ts';

export interface DeviceOptions {
  readonly name: string;
  readonly mediaType?: string;
  /** Default: `volumes` in the daemon's folder, shared by all its devices. */
  readonly archiveDevice?: string;
  readonly labelMedia?: boolean;
  /** More directives of the Device resource: `Maximum File Size`, `Maximum Volume Size` … */
  readonly directives?: Directives;
}

export interface StorageDaemonOptions extends TlsChoice {
  readonly version: GenuineVersion;
  readonly name?: string;
  readonly directorName?: string;
  readonly password?: string;
  readonly maximumConcurrentJobs?: number;
  /** Default: one device `FileStorage`. */
  readonly devices?: readonly DeviceOptions[];
  /** Puts all devices into an Autochanger of this name, so that one Storage of the Director can use any of them. */
  readonly autochanger?: string;
  readonly directives?: Directives;
  readonly directorDirectives?: Directives;
}

export interface StorageDaemon extends GenuineDaemon {
  readonly password: string;
  readonly tls: TlsKind;
  /** What a Storage resource of the Director names: the Autochanger if there is one, otherwise the first device. */
  readonly deviceName: string;
  readonly devices: readonly string[];
  readonly mediaType: string;
  readonly volumeDirectory: string;
}

export const startStorageDaemon = (options: StorageDaemonOptions): Promise<StorageDaemon> => startWith(options);

/** `ours`: the program that takes the place of the genuine one, with the same file. */
export async function startWith(options: StorageDaemonOptions, ours?: LaunchPlan['ours']): Promise<StorageDaemon> {
  const { version, name = 'test-sd', directorName = 'test-dir', password = 'sd-secret' } = options;
  const devices = options.devices ?? [{ name: 'FileStorage' }];
  const [dir, port, tls] = await Promise.all([makeTempDir('sd'), freePort(), chooseTls(version, options, name)]);
  const volumes = join(dir.path, 'volumes');
  for (const device of devices) await mkdir(device.archiveDevice ?? volumes, { recursive: true });

  const config = [
    resource('Director', { Name: directorName, Password: password, ...tls.directives, ...options.directorDirectives }),
    resource('Storage', {
      Name: name,
      'SD Port': port,
      'SD Address': '127.0.0.1',
      'Working Directory': dir.path,
      'Pid Directory': dir.path,
      'Maximum Concurrent Jobs': options.maximumConcurrentJobs ?? 100,
      ...tls.directives,
      ...options.directives,
    }),
    ...devices.map((device, index) =>
      resource('Device', {
        Name: device.name,
        'Media Type': device.mediaType ?? 'File',
        'Archive Device': device.archiveDevice ?? volumes,
        'Device Type': 'File',
        'Label Media': device.labelMedia ?? true,
        'Random Access': true,
        'Automatic Mount': true,
        'Removable Media': false,
        'Always Open': false,
        'Maximum Concurrent Jobs': options.maximumConcurrentJobs ?? 100,
        ...(options.autochanger ? { Autochanger: true, 'Drive Index': index } : {}),
        ...device.directives,
      }),
    ),
    options.autochanger === undefined
      ? ''
      : resource(
          'Autochanger',
          { Name: options.autochanger, 'Changer Device': '/dev/null', 'Changer Command': '' },
          devices.map((device) => `Device = "${device.name}"`).join('\n'),
        ),
    resource(
      'Messages',
      { Name: 'Standard' },
      `director = ${directorName} = all
      append = ${join(dir.path, 'messages.log')} = all`,
    ),
  ].join('\n');
  const plan = { version, program: 'bacula-sd', name, port, dir, config, certificate: tls.certificate } as const;
  const daemon = await startGenuineDaemon(ours === undefined ? plan : { ...plan, ours });
  return Object.defineProperties(daemon as StorageDaemon, {
    password: { value: password, enumerable: true },
    tls: { value: tls.kind, enumerable: true },
    deviceName: { value: options.autochanger ?? devices[0]?.name ?? '', enumerable: true },
    devices: { value: devices.map((device) => device.name), enumerable: true },
    mediaType: { value: devices[0]?.mediaType ?? 'File', enumerable: true },
    volumeDirectory: { value: devices[0]?.archiveDevice ?? volumes, enumerable: true },
  });
}
