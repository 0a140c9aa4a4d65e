/** From resources of understudy.conf to the nodes and daemons that they name, over SSH. */
import type { DaemonFileResource, PeerResource, ReplicationResource } from '../../config/index.ts';
import { displayText } from '../../core/index.ts';
import { DaemonHost } from './daemon/daemon-host.ts';
import { RemoteNode, type Wire } from './node/remote-node.ts';
import { baseOf, placeBelow } from './release/gather.ts';
import { connectSsh, type SshTarget } from './ssh/connect.ts';

export interface SshSettings {
  readonly replication: ReplicationResource;
  /** Of a running agent; from the environment. */
  readonly agentSocket: string | undefined;
}

/** Another node, through `Peer Command` there. */
export function openPeer(peer: PeerResource, settings: SshSettings): RemoteNode {
  const target = targetOf(peer, settings);
  const { peerCommand } = settings.replication;
  return new RemoteNode({
    name: displayText(peer.name),
    silenceMs: target.answerMs,
    dial: () => dial(target, utf8(peerCommand)),
  });
}

/** `mainFile`: the Director's, by whose folder places are named. */
export function openDaemonHost(resource: DaemonFileResource, settings: SshSettings, mainFile: string): DaemonHost {
  const target = targetOf(resource, settings);
  const { source, file, testCommand, reloadCommand, name } = resource;
  return new DaemonHost({
    name: displayText(name),
    file,
    place: placeBelow(baseOf(mainFile), source),
    testCommand: testCommand === undefined ? undefined : utf8(testCommand),
    reloadCommand: reloadCommand === undefined ? undefined : utf8(reloadCommand),
    answerMs: target.answerMs,
    connect: () => connectSsh(target),
  });
}

function targetOf({ address, port, sshUser }: PeerResource, { replication, agentSocket }: SshSettings): SshTarget {
  const { sshKeyFile, sshKnownHostsFile, connectTimeout, answerTimeout, sshAgent } = replication;
  return {
    host: utf8(address),
    port,
    user: utf8(sshUser ?? replication.sshUser),
    keyFile: sshKeyFile === undefined ? undefined : utf8(sshKeyFile),
    agentSocket: sshAgent ? agentSocket : undefined,
    // The check of the configuration demands one.
    knownHostsFile: utf8(sshKnownHostsFile ?? '/dev/null'),
    connectMs: connectTimeout * 1000,
    answerMs: answerTimeout * 1000,
  };
}

async function dial(target: SshTarget, command: string): Promise<Wire> {
  const ssh = await connectSsh(target);
  let complaint = '';
  try {
    const stream = await ssh.open(command, (text) => {
      complaint = (complaint + text).slice(-COMPLAINT_MAX);
    });
    return { stream, complaint: () => complaint, [Symbol.asyncDispose]: () => ssh[Symbol.asyncDispose]() };
  } catch (error) {
    await ssh[Symbol.asyncDispose]();
    throw error;
  }
}

const COMPLAINT_MAX = 2_000;

const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');
