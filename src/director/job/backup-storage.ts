/** The Storage Daemon's part of a backup: its Job line, the reservation, and the answers to what it asks. */
import type { StorageResource } from '../../config/index.ts';
import type { AttributePacket, Dialled } from '../../protocol/index.ts';
import { answerCatalogRequest } from '../volumes/index.ts';
import { readAttributeSpool } from './attribute-spool.ts';
import type { AttributeStream } from './attribute-stream.ts';
import type { BackupPlan } from './backup-plan.ts';
import { storageName } from './connect.ts';
import type { Job } from './job.ts';
import type { StorageWork } from './open-storage.ts';
import { storageListener } from './relay.ts';
import { StorageSession } from './storage-session.ts';
import type { JobTools } from './tools.ts';
import { volumeContext } from './volume-context.ts';

export function backupStorage(job: Job, plan: BackupPlan, attributes: AttributeStream, tools: JobTools): StorageWork {
  const { resource, pool } = plan;
  return {
    connect: (storage: StorageResource, { connection, version }: Dialled): StorageSession => {
      const context = volumeContext(job, plan, storage, version, tools);
      const daemon = storageName(storage);
      const take = (packet: AttributePacket) => attributes.take(packet);
      const session: StorageSession = new StorageSession(connection, version, daemon, {
        listener: storageListener(job),
        attributes: take,
        attributeSpool: async (file) =>
          session.ticket !== undefined &&
          (await readAttributeSpool(file, { daemon, jobId: job.identity.jobId, ...session.ticket }, take)),
        answer: (request) => answerCatalogRequest(request, context),
      });
      return session;
    },
    begin: (_storage, session) =>
      session.startJob({
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
      }),
    reservation: () => ({ pool: pool.value.name, poolType: pool.value.poolType, append: true }),
  };
}
