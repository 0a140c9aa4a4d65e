/** Commands and answers of an append or read session between FD and SD, and the headers of its records (page 04 §2, §3, §8). */
import { line } from '../line.ts';

export const sessionCommand = {
  appendOpen: line('append open session\n'),
  appendData: line('append data {ticket:int}\n'),
  appendEnd: line('append end session {ticket:int}\n'),
  appendClose: line('append close session {ticket:int}\n'),
  readOpen: line(
    'read open session = {volume} {sessionId:int} {sessionTime:int} {startFile:int} {endFile:int} {startBlock:int} {endBlock:int}\n',
  ),
  readData: line('read data {ticket:int}\n'),
  readClose: line('read close session {ticket:int}\n'),
  readControl: line('read control {ticket:int}\n'),
};

export const sessionReply = {
  open: line('3000 OK open ticket = {ticket:int}\n'),
  data: line('3000 OK data\n'),
  appended: line('3000 OK append data\n'),
  appendFailed: line('3999 Failed append\n'),
  ended: line('3000 OK end\n'),
  closed: line('3000 OK close Status = {status:code}\n'),
};

/** Opens a stream on the way to the SD; its data packets and EOD follow. `info`: the file's size, else 0. */
export const appendHeader = line('{fileIndex:int} {stream:int} {info:int}');

/** Precedes each record on the way to the FD. */
export const readHeader = line('rechdr {sessionId:int} {sessionTime:int} {fileIndex:int} {stream:int} {length:int}');
