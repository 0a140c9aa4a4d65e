/** bacula-sd.conf, bacula-fd.conf and bconsole.conf of a single machine. */
import type { Plan } from './plan.ts';
import { quote } from './quote.ts';

/** Drives: so many Jobs read or write Volumes at once. */
const DRIVES = ['Drive-1', 'Drive-2', 'Drive-3'];

export const storageFile = ({
  name,
  ports,
  places,
  secrets,
}: Plan): string => `# The Storage Daemon: it keeps the Volumes.
# Written by "understudy init"; yours from now on.

Storage {
  Name = ${name}-sd
  SdPort = ${ports.storage}
  SdAddress = 127.0.0.1                 # 0.0.0.0 once other machines are saved here
  WorkingDirectory = ${quote(places.working)}
  PidDirectory = ${quote(places.working)}
  MaximumConcurrentJobs = 20
}

Director {                              # who may give orders
  Name = ${name}-dir
  Password = "${secrets.storage.reveal()}"        # as in the Storage resource of bacula-dir.conf
}

# A folder for the Volumes, and three drives that share it: so many Jobs read and write at once, each a Volume of its own.
Autochanger {
  Name = FileChanger
  Device = ${DRIVES.join(', ')}
  ChangerDevice = /dev/null
  ChangerCommand = ""
}
${DRIVES.map((drive) => device(drive, places.volumes)).join('')}
Messages {
  Name = Standard
  Director = ${name}-dir = all
}
`;

const device = (name: string, folder: string): string => `
Device {
  Name = ${name}
  DeviceType = File
  MediaType = File
  ArchiveDevice = ${quote(folder)}
  Autochanger = yes
  LabelMedia = yes                      # new Volumes label themselves
  RandomAccess = yes
  AutomaticMount = yes
  RemovableMedia = no
  AlwaysOpen = no
  MaximumConcurrentJobs = 1
}
`;

export const clientFile = ({
  name,
  ports,
  places,
  secrets,
}: Plan): string => `# The File Daemon: it reads and writes the files of this machine.
# Written by "understudy init"; yours from now on.

FileDaemon {
  Name = ${name}-fd
  FdPort = ${ports.client}
  FdAddress = 127.0.0.1                 # the Director is on this machine
  WorkingDirectory = ${quote(places.working)}
  PidDirectory = ${quote(places.working)}
  MaximumConcurrentJobs = 20
}

Director {                              # who may give orders
  Name = ${name}-dir
  Password = "${secrets.client.reveal()}"        # as in the Client resource of bacula-dir.conf
}

Messages {
  Name = Standard
  Director = ${name}-dir = all, !skipped, !restored
}
`;

export const consoleFile = ({ name, ports, secrets }: Plan): string => `# bconsole's way to the Director.
# Written by "understudy init"; yours from now on.

Director {
  Name = ${name}-dir
  DirPort = ${ports.director}
  Address = 127.0.0.1
  Password = "${secrets.console.reveal()}"        # as in the Director resource of bacula-dir.conf
}
`;
