/** The way from one member of the world to the others: delayed, cut one way or both, and silent where the other one stands still. */
import type { ConfirmAnswer, ConfirmRequest, Peers, Promises } from '../../src/ha/index.ts';
import type { SimulatedMachine } from './simulated-machine.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface PeerNode {
  readonly machine: SimulatedMachine;
  /** Of the process that runs there now. */
  readonly promises: Promises | undefined;
}

export interface PeerNetwork {
  readonly time: VirtualTime;
  readonly find: (member: string) => PeerNode | undefined;
  readonly connected: (from: string, to: string) => boolean;
  readonly latencyMs: (machine: string) => number;
}

export function simulatedPeers(machine: SimulatedMachine, network: PeerNetwork): Peers {
  const { time, find, connected, latencyMs } = network;
  return {
    confirm: (member: string, request: ConfirmRequest, signal: AbortSignal) =>
      new Promise<ConfirmAnswer>((resolve, reject) => {
        const life = machine.life;
        signal.addEventListener('abort', () => reject(new Error('no answer')), { once: true });
        const other = find(member);
        if (other === undefined || !connected(machine.name, member)) return;
        time.after(latencyMs(machine.name), () => {
          if (other.promises === undefined) return;
          other.machine.deliver(0, () => {
            const answer = other.promises?.confirm(request);
            if (answer === undefined || !connected(member, machine.name)) return;
            time.after(latencyMs(member), () => {
              if (machine.life === life) machine.deliver(0, () => resolve(answer));
            });
          });
        });
      }),
  };
}
