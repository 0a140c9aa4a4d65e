/** The Storage Daemon's part of a backup: its Job line, the reservation, and the answers to what it asks. */
import type { StorageResource } from '../../config/index.ts';
import type { ByteString } from '../../core/index.ts';
import type { AttributePacket, Dialled } from '../../protocol/index.ts';
import { JobJournal } from '../journal/job-journal.ts';
import { answerCatalogRequest, type VolumeRequest } from '../volumes/index.ts';
import { AttributeSpool } from './attribute-spool.ts';
import type { AttributeStream } from './attribute-stream.ts';
import type { BackupPlan } from './backup-plan.ts';
import { storageName } from './connect.ts';
import { DaemonGarbageError } from './errors.ts';
import type { Job } from './job.ts';
import type { StorageWork } from './open-storage.ts';
import { storageListener } from './relay.ts';
import { StorageSession, type StorageTicket } from './storage-session.ts';
import type { JobTools } from './tools.ts';
import { volumeContext } from './volume-context.ts';

export function backupStorage(job: Job, plan: BackupPlan, attributes: AttributeStream, tools: JobTools): StorageWork {
  const { resource, pool } = plan;
  return {
    connect: (storage: StorageResource, dialled: Dialled): StorageSession => {
      const { version, extension } = dialled;
      const context = volumeContext(job, plan, storage, version, tools);
      const journal = extension === undefined ? undefined : new JobJournal({ job, storage, dialled, context, tools });
      const hooks = {
        listener: storageListener(job),
        attributes: (packet: AttributePacket) => takeSent(session, packet, attributes),
        attributeSpool: async (file: ByteString) => (await session.spool?.takeAll(file)) ?? false,
        answer: (request: VolumeRequest) => answerCatalogRequest(request, context),
      };
      const connection = journal?.connection ?? dialled.connection;
      const session: StorageSession = new StorageSession(connection, version, storageName(storage), hooks, journal);
      return session;
    },
    begin: async (_storage, session) => {
      const ticket = await session.startJob({
        jobId: job.identity.jobId,
        job: job.identity.job,
        jobName: resource.name,
        client: plan.client.name,
        type: 'B',
        level: plan.level.level,
        fileSet: plan.fileSet.name,
        noAttributes: !pool.value.catalogFiles,
        spoolAttributes: resource.spoolAttributes,
        fileSetMd5: plan.fileSetMd5,
        spoolData: plan.spoolData,
        writePartAfterJob: resource.writePartAfterJob,
        preferMountedVolumes: resource.preferMountedVolumes,
        spoolSizeBytes: resource.spoolSizeBytes,
        rerunning: false,
        sessionId: 0,
        sessionTime: 0,
        storageCalls: false,
        authorization: 'dummy',
      });
      if (session.journal !== undefined) return ticket;
      session.spool = openSpool(job, session, ticket, attributes, tools);
      if (resource.spoolAttributes) session.spool.follow();
      return ticket;
    },
    reservation: () => ({ pool: pool.value.name, poolType: pool.value.poolType, append: true }),
  };
}

function openSpool(
  job: Job,
  session: StorageSession,
  { sessionId, sessionTime }: StorageTicket,
  attributes: AttributeStream,
  { spoolPlaces }: JobTools,
): AttributeSpool {
  const { jobId, job: name } = job.identity;
  const owner = { daemon: session.daemon, jobId, job: name, sessionId, sessionTime };
  return new AttributeSpool(owner, spoolPlaces, {
    take: (packet) => attributes.take(packet),
    fail: (error) => session.destroy(error),
    shortened: (lastFileIndex) => attributes.shorten(lastFileIndex),
  });
}

/** What was read from the file must not come a second time. */
function takeSent(session: StorageSession, packet: AttributePacket, attributes: AttributeStream) {
  if (session.spool?.hasTaken) {
    throw new DaemonGarbageError(session.daemon, 'the end of its spool file', 'the same attributes once more');
  }
  return attributes.take(packet);
}
