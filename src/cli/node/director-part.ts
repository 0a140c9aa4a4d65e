/** A node's Director: the agent that lets it run exactly while this node leads, its process, and who answers when it does not. */
import { fileURLToPath } from 'node:url';
import { disposable } from '../../core/index.ts';
import { DirectorAgent, MANAGED_CATALOG } from '../../ha/index.ts';
import type { ConfigurationPart } from './configuration-part.ts';
import { DirectorChild } from './director-child.ts';
import { DESIGNATED_MS, type NodeTools } from './node-tools.ts';
import type { StandbyDoor } from './standby-door.ts';

export interface DirectorFiles {
  readonly shared: string;
  readonly node: string;
  readonly logLevel: string | undefined;
}

const PROGRAM = fileURLToPath(new URL('director-main.ts', import.meta.url));
const LOOK_MS = 100;

export interface DirectorPart extends AsyncDisposable {
  /** It reads its configuration again, where it runs. */
  reload(): void;
}

export interface DirectorSurroundings {
  readonly files: DirectorFiles;
  readonly door: StandbyDoor;
  readonly configuration: Pick<ConfigurationPart, 'mayLead'>;
}

export function openDirectorPart(tools: NodeTools, { files, door, configuration }: DirectorSurroundings): DirectorPart {
  const { plan, clock, logger, store, parts, timing } = tools;
  const catalog = parts.followed ?? MANAGED_CATALOG;
  const child = new DirectorChild({
    program: { file: PROGRAM, args: argumentsOf(files, timing.ttlMs) },
    ...{ clock, logger },
    catalog: () => (store.snapshot === undefined ? undefined : catalog.place(store.snapshot)),
    makeWay: () => door.close(),
    closeRanks: () => door.reopen(),
    changed: () => parts.director?.poke(),
  });
  const agent = new DirectorAgent({
    ...tools,
    ...{ catalog, name: plan.node.name, office: child, designatedMs: DESIGNATED_MS },
    letGo: async () => parts.surroundings?.letGo('director'),
    // Whose Director did not start lets the others try first, and who lacks the committed configuration must not begin.
    get priority() {
      return child.rested && configuration.mayLead() ? plan.node.priority : 0;
    },
  });
  parts.director = agent;
  const listening = [store, catalog].map((source) => source.listen(() => child.look()));
  return {
    reload: () => child.reload(),
    ...disposable(async () => {
      await agent[Symbol.asyncDispose]();
      await handOver(child, tools);
      for (const one of listening) one[Symbol.dispose]();
      await child[Symbol.asyncDispose]();
    }),
  };
}

/** In order, as long as the lease is certain: behind its end somebody else may lead. */
async function handOver(child: DirectorChild, { lease, clock }: NodeTools): Promise<void> {
  const lost = new AbortController();
  const done = new AbortController();
  const watch = async (): Promise<void> => {
    while (!done.signal.aborted) {
      if (lease.held === undefined) lost.abort();
      await clock.sleep(LOOK_MS, done.signal).catch(() => {});
    }
  };
  const watching = watch();
  await child.stop('clean', lost.signal);
  done.abort();
  await watching;
}

const argumentsOf = ({ shared, node, logLevel }: DirectorFiles, silenceMs: number): string[] => [
  ...['--config', shared, '--node-config', node, '--silence-ms', String(silenceMs)],
  ...(logLevel === undefined ? [] : ['--log-level', logLevel]),
];
