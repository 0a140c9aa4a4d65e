/**
 * What a Director says to a Storage Daemon (page 03), one line each; catalog answers have a file of their own.
 * The comment behind a line is the answer to wait for (`storageReply`). Where no newline is shown genuine Directors
 * send none either.
 */
import { line } from '../line.ts';

export const storageCommand = {
  /** No answer; asks a 15.x SD for Progress lines (copies and migrations). */
  sendProgress: line('sendprogress\n'),
  /** → job. Type and level travel as character codes. */
  job: line(
    'JobId={jobId:int} job={job} job_name={jobName} client_name={client} type={type:code} level={level:code} FileSet={fileSet} NoAttr={noAttributes:flag} SpoolAttr={spoolAttributes:flag} FileSetMD5={fileSetMd5:word} SpoolData={spoolData:flag} WritePartAfterJob={writePartAfterJob:flag} PreferMountedVols={preferMountedVolumes:flag} SpoolSize={spoolSizeBytes:int} rerunning={rerunning:flag} VolSessionId={sessionId:int} VolSessionTime={sessionTime:int} sd_client={storageCalls:flag} Authorization={authorization:word}\n',
  ),
  /** `use device` lines, EOD for each Storage, and a last EOD follow; → device. 15.x insists on `wait=`. */
  useStorage: line(
    'use storage={storage} media_type={mediaType} pool_name={pool} pool_type={poolType} append={append:flag} copy=0 stripe=0 wait={wait:flag}\n',
  ),
  /** As a 9.6 Director says it. */
  useStorageWithoutWait: line(
    'use storage={storage} media_type={mediaType} pool_name={pool} pool_type={poolType} append={append:flag} copy=0 stripe=0\n',
  ),
  useDevice: line('use device={device}\n'),
  /** The file's lines, one a packet, and EOD follow; → bootstrap. Before `run`. */
  bootstrap: line('bootstrap\n'),
  /** From here on the FD may come. */
  run: line('run'),
  /** → clientCalled: the SD calls the FD. */
  client: line('client address={address:word} port={port:int} ssl={tls:int}\n'),
  /** → storageCalled: this SD calls another one (copy, migrate). */
  storage: line(
    'storage address={address:word} port={port:int} ssl={tls:int} Job={job} Authentication={authorization:word}\n',
  ),
  /** → cancelled, and EOD. */
  cancel: line('cancel Job={job}\n'),
  /** → stopped, and EOD. */
  stop: line('stop Job={job}\n'),
  /** → labelled. */
  label: line(
    'label {device} VolumeName={volume} PoolName={pool} MediaType={mediaType} Slot={slot:int} drive={drive:int}',
  ),
  /** → labelled. The same name twice truncates. */
  relabel: line(
    'relabel {device} OldName={oldVolume} NewName={volume} PoolName={pool} MediaType={mediaType} Slot={slot:int} drive={drive:int}\n',
  ),
  mount: line('mount {device} drive={drive:int} slot={slot:int}\n'),
  unmount: line('unmount {device} drive={drive:int} slot={slot:int}\n'),
  release: line('release {device} drive={drive:int} slot={slot:int}\n'),
  enable: line('enable {device} drive={drive:int}\n'),
  disable: line('disable {device} drive={drive:int}\n'),
  readLabel: line('readlabel {device} Slot={slot:int} drive={drive:int}\n'),
  autochanger: line('autochanger {what:word} {device}\n'),
  status: line('status'),
  dotStatusApi: line('.status {what:word} api={api:int} api_opts={options:word}'),
  dotStatus: line('.status {what:word}'),
  setBandwidth: line('setbandwidth={bytesPerSec:int} Job={job:hidden}\n'),
  setDebug: line(
    'setdebug={level:int} trace={trace:int} hangup={hangup:int} blowup={blowup:int} options={options:word} tags={tags:word}\n',
  ),
  /** → queryStore (15.x), then freeSpace lines, EOD, → freeSpace. Only in this order. */
  queryStore: line('store_mngr query\n'),
  freeSpace: line('store_mngr freespace device={device}\n'),
  volumeProtect: line(
    'volumeprotect mediatype={mediaType} device={device} volume={volume} drive={drive:int} retention={retentionSec:int}',
  ),
};
