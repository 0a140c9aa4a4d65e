/** bacula-dir.conf of a single machine: what is saved, when, where to, and how long it is kept. */
import { JOB, type Plan, RESTORE_JOB } from './plan.ts';
import { quote } from './quote.ts';

export const directorFile = (plan: Plan): string =>
  [head(plan), jobs(plan), fileSet(plan), SCHEDULE, daemons(plan), POOLS, catalog(plan), messages(plan)].join('\n');

const head = ({ name, ports, places, secrets }: Plan): string => `# The Director: what is saved, when, and where to.
# Written by "understudy init"; yours from now on. "understudy check" tells every mistake with its line.

Director {
  Name = ${name}-dir
  Password = "${secrets.console.reveal()}"        # of consoles: the same stands in bconsole.conf
  DirPort = ${ports.director}
  DirAddress = 127.0.0.1                # reached from this machine only
  WorkingDirectory = ${quote(places.working)}
  PidDirectory = ${quote(places.working)}
  QueryFile = ${quote(`${places.configuration}/query.sql`)}
  MaximumConcurrentJobs = 20
  Messages = Daemon
}
`;

const jobs = ({
  name,
  places,
}: Plan): string => `# ---------------------------------------------------------------------------
# What runs. A Job takes from JobDefs whatever it does not say itself.

JobDefs {
  Name = Defaults
  Client = ${name}-fd
  FileSet = Selection
  Schedule = WeeklyCycle
  Storage = File
  Messages = Standard
  Pool = Incremental                    # each level has a Pool of its own:
  FullBackupPool = Full
  DifferentialBackupPool = Differential
  IncrementalBackupPool = Incremental
  Accurate = yes                        # deleted and moved files are noticed too
  SpoolAttributes = yes
  MaximumConcurrentJobs = 1
  Priority = 10
}

Job {
  Name = ${JOB}
  Type = Backup
  Level = Incremental                   # the first one becomes a Full by itself
  JobDefs = Defaults
}

# One is enough for all restores: Client, files and place are named when it runs.
Job {
  Name = ${RESTORE_JOB}
  Type = Restore
  JobDefs = Defaults
  Where = ${quote(places.restores)}
}
`;

const fileSet = ({
  backup,
  places,
}: Plan): string => `# ---------------------------------------------------------------------------
# What is saved. Whoever changes the list gets a new Full.

FileSet {
  Name = Selection
  Include {
    Options {
      Signature = SHA256                # of each file's content, for later comparison
      AclSupport = yes
      XattrSupport = yes
      Sparse = yes                      # holes stay holes
      NoAtime = yes                     # reading leaves no trace in the times
      # Compression = LZO               # quick; GZIP takes less room and more time
    }
${backup.map((path) => `    File = ${quote(path)}\n`).join('')}  }
  Exclude {                             # a backup that saved itself would never end
    File = ${quote(places.volumes)}
    File = ${quote(places.catalog)}
    File = ${quote(places.working)}
    File = ${quote(places.restores)}
  }
}
`;

const SCHEDULE = `# ---------------------------------------------------------------------------
# When. Understudy's Director reads and checks this, but does not start Jobs by it yet: until then let cron say
# "understudy run ${JOB}".

Schedule {
  Name = WeeklyCycle
  Run = Level=Full 1st sun at 23:05
  Run = Level=Differential 2nd-5th sun at 23:05
  Run = Level=Incremental mon-sat at 23:05
}
`;

const daemons = ({
  name,
  ports,
  secrets,
}: Plan): string => `# ---------------------------------------------------------------------------
# Whom it talks to. For another machine add a Client with its own name, address and password.

Client {
  Name = ${name}-fd
  Address = 127.0.0.1
  FdPort = ${ports.client}
  Password = "${secrets.client.reveal()}"        # as in bacula-fd.conf
  Catalog = Catalog
  FileRetention = 1 year
  JobRetention = 1 year
  MaximumConcurrentJobs = 10
}

Storage {
  Name = File
  Address = 127.0.0.1                   # Clients dial this too: a real address once there are other machines
  SdPort = ${ports.storage}
  Password = "${secrets.storage.reveal()}"        # as in bacula-sd.conf
  Device = FileChanger                  # the Autochanger there, and its MediaType
  MediaType = File
  Autochanger = yes
  MaximumConcurrentJobs = 10
}
`;

const pool = (name: string, label: string, kept: string, written: string): string => `
Pool {
  Name = ${name}
  PoolType = Backup
  LabelFormat = "${label}-"
  VolumeRetention = ${kept}
  VolumeUseDuration = ${written}
  MaximumVolumeBytes = 50 G
  MaximumVolumes = 200
  AutoPrune = yes
  Recycle = yes
}
`;

const POOLS = `# ---------------------------------------------------------------------------
# Volumes are files that label themselves (Full-0001, …). One is written for as long as VolumeUseDuration says, kept as
# long as VolumeRetention says after that, and then used again. MaximumVolumeBytes and MaximumVolumes bound the disk.
${pool('Full', 'Full', '1 year', '30 days')}${pool('Differential', 'Diff', '90 days', '30 days')}${pool('Incremental', 'Inc', '60 days', '7 days')}`;

const catalog = ({
  places,
}: Plan): string => `# ---------------------------------------------------------------------------
# The Director's memory: a PostgreSQL that it starts for itself (understudy.conf). Bacula's own tools find it by these
# directives; never let a second Director run on it.

Catalog {
  Name = Catalog
  DbName = bacula
  DbUser = understudy
  DbPassword = ""                       # none: the socket lets only root and PostgreSQL's user in
  DbAddress = ${quote(`${places.catalog}/socket`)}
}
`;

const messages = ({
  places,
}: Plan): string => `# ---------------------------------------------------------------------------
# Who hears what. For mail add: MailCommand = "/usr/sbin/bsmtp …" and MailOnError = you@example.org = all, !skipped

Messages {
  Name = Standard                       # of Jobs
  Console = all, !skipped, !saved       # understudy messages
  Catalog = all, !skipped, !saved       # understudy list joblog JOBID
  Append = ${quote(`${places.log}/jobs.log`)} = all, !skipped, !saved
}

Messages {
  Name = Daemon                         # of the Director itself
  Console = all, !skipped, !saved
  Append = ${quote(`${places.log}/director.log`)} = all, !skipped
}
`;
