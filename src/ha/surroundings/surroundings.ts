/**
 * Whatever on this machine goes along with a node's role, beside its agents and never in their way: hooks, a virtual address,
 * the service manager, a hardware watchdog. Looks at the node a few times a second. It decides nothing; the one thing that
 * fencing waits for is that the virtual address is taken away, and that is bounded.
 */
import type { Clock, Logger } from '../../core/index.ts';
import type { NodeHealth } from '../health.ts';
import type { Office } from '../keys.ts';
import { HardwareWatchdog, type HardwareWatchdogOptions, type WatchdogState } from './hardware-watchdog.ts';
import { type HookOptions, Hooks } from './hooks.ts';
import { eventsBetween, leadsCatalog, leadsDirector } from './node-events.ts';
import { ServiceManager, type ServiceManagerOptions } from './service-manager.ts';
import { VirtualAddress, type VirtualAddressOptions } from './virtual-address.ts';

export interface SurroundingsOptions {
  /** What the node is at this moment. */
  readonly state: () => NodeHealth;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly hooks?: Omit<HookOptions, 'logger'> | undefined;
  readonly virtualAddress?:
    | (Omit<VirtualAddressOptions, 'clock' | 'logger'> & { readonly follows: Office })
    | undefined;
  readonly serviceManager?: Omit<ServiceManagerOptions, 'clock'> | undefined;
  readonly watchdog?: Omit<HardwareWatchdogOptions, 'logger'> | undefined;
}

export interface Surroundings extends AsyncDisposable {
  /** The office is being given up: resolves when nothing of it is left here, in bounded time. Never rejects. */
  letGo(office: Office): Promise<void>;
}

const LOOK_MS = 200;
/** Longer than this fencing does not wait: the kernel then takes the address away by itself. */
const LET_GO_MS = 1_500;

export function openSurroundings(options: SurroundingsOptions): Surroundings {
  const { state, clock, logger } = options;
  const ending = new AbortController();
  const hooks = options.hooks && new Hooks({ ...options.hooks, logger });
  const address = options.virtualAddress && new VirtualAddress({ ...options.virtualAddress, clock, logger });
  const manager = options.serviceManager && new ServiceManager({ ...options.serviceManager, clock });
  const watchdog = options.watchdog && new HardwareWatchdog({ ...options.watchdog, logger });
  let before: NodeHealth | undefined;

  const look = (): void => {
    const node = state();
    for (const event of eventsBetween(before, node)) hooks?.run(event, node);
    before = node;
    if (leads(node, options.virtualAddress?.follows)) address?.hold();
    else void address?.drop();
    manager?.tell(node);
    watchdog?.keep(watchdogState(node));
  };
  const looking = (async (): Promise<void> => {
    while (!ending.signal.aborted) {
      try {
        look();
      } catch (error) {
        logger.error({ err: error }, 'What goes along with this node’s role was not looked after');
      }
      await clock.sleep(LOOK_MS, ending.signal).catch(() => {});
    }
  })();

  return {
    letGo: async (office) => {
      if (address === undefined || options.virtualAddress?.follows !== office) return;
      const settled = new AbortController();
      const late = clock.sleep(LET_GO_MS, settled.signal).catch(() => {});
      await Promise.race([address.drop(), late]);
      settled.abort();
    },
    [Symbol.asyncDispose]: async () => {
      if (ending.signal.aborted) return;
      ending.abort();
      await looking;
      manager?.stopping();
      await Promise.all([address?.drop(), hooks?.[Symbol.asyncDispose](), watchdog?.[Symbol.asyncDispose]()]);
    },
  };
}

const leads = (node: NodeHealth, office: Office | undefined): boolean =>
  office === 'catalog' ? leadsCatalog(node) : leadsDirector(node);

/** Who leads is watched. Who is being fenced is watched too, and may not stroke: should that hang, the machine goes. */
export function watchdogState(node: NodeHealth): WatchdogState {
  const { catalog, director, alive } = node;
  const isLeading = catalog?.epoch !== undefined || director?.epoch !== undefined;
  if (isLeading) return alive ? 'armed' : 'silent';
  const stands = catalog?.writable === true || catalog?.role === 'fencing' || director?.role === 'fencing';
  return stands || director?.role === 'leading' || director?.role === 'handing-over' ? 'silent' : 'idle';
}
