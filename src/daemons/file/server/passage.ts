/** What the thread of a Job has for the Director: packets in their order, and signs of life now and then. */
import { SIGNAL } from '../../../protocol/index.ts';
import type { Conversation } from './conversation.ts';

export interface Passage {
  /** Resolves when there is room for more. */
  pass(packets: readonly Uint8Array[]): Promise<void>;
  /** The Storage lives: handed on not more often than Heartbeat Interval (specification 01 §9). */
  heartbeat(): void;
}

export function openPassage(conversation: Conversation): Passage {
  const { daemon, link } = conversation;
  const intervalMs = daemon.config.client.heartbeatIntervalSec * 1000;
  let lastMs = daemon.clock.monotonicMs();
  return {
    pass: async (packets) => {
      for (const packet of packets) await link.say(Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength));
      // A Job outlives its Director; what a console wanted to see does not outlive the console.
      if (link.gone && conversation.job?.identity.jobId === 0) conversation.job.requestStop('cancel');
    },
    heartbeat: () => {
      const nowMs = daemon.clock.monotonicMs();
      if (intervalMs === 0 || nowMs - lastMs < intervalMs) return;
      lastMs = nowMs;
      void link.signal(SIGNAL.HEARTBEAT);
    },
  };
}
