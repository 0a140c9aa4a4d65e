/** The verbs by name. Each is loaded when it is used: `understudy status` need not load the Director. */
import type { Verb } from './verb.ts';

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<{ readonly verb: Verb }>;
}

export const VERBS: Readonly<Record<string, Entry>> = {
  init: { summary: 'Write the configuration of a whole machine', load: () => import('./verbs/init.ts') },
  all: { summary: 'Start everything that a folder configures', load: () => import('./verbs/all.ts') },
  director: { summary: 'Start a Director', load: () => import('./verbs/director.ts') },
  client: { summary: 'Start a File Daemon', load: () => import('./verbs/client.ts') },
  storage: { summary: 'Start a Storage Daemon', load: () => import('./verbs/storage.ts') },
  run: { summary: 'Run a Job', load: () => import('./verbs/run.ts') },
  restore: { summary: 'Bring files back', load: () => import('./verbs/restore.ts') },
  estimate: { summary: 'Tell what a Job would back up', load: () => import('./verbs/estimate.ts') },
  cancel: { summary: 'Cancel a Job', load: () => import('./verbs/cancel.ts') },
  status: { summary: 'Status of the Director, a Client or a Storage', load: () => import('./verbs/status.ts') },
  list: { summary: 'List what the Catalog knows', load: () => import('./verbs/list.ts') },
  label: { summary: 'Label a new Volume', load: () => import('./verbs/label.ts') },
  messages: { summary: 'Read the messages that wait', load: () => import('./verbs/messages.ts') },
  reload: { summary: 'Have the Director read its configuration again', load: () => import('./verbs/reload.ts') },
  check: { summary: 'Check a configuration file', load: () => import('./verbs/check.ts') },
  cluster: { summary: 'Who leads the cluster, and who stands by', load: () => import('./verbs/cluster.ts') },
  switchover: { summary: 'Hand over to another node in good order', load: () => import('./verbs/switchover.ts') },
  failover: { summary: 'Have another node lead at once', load: () => import('./verbs/failover.ts') },
  pause: { summary: 'Maintenance: elect nobody, stop nothing', load: () => import('./verbs/pause.ts') },
  resume: { summary: 'End a pause', load: () => import('./verbs/resume.ts') },
  drain: { summary: 'Take a node out of service', load: () => import('./verbs/drain.ts') },
  undrain: { summary: 'Put a node back into service', load: () => import('./verbs/undrain.ts') },
  reinit: { summary: 'Have a standby copy the Catalog anew', load: () => import('./verbs/reinit.ts') },
  history: { summary: 'Who led, and why it began and ended', load: () => import('./verbs/history.ts') },
  config: { summary: 'Bring a changed configuration to all nodes', load: () => import('./verbs/config.ts') },
};

/** What every object has, such as `constructor`, is no verb. */
export const findVerb = (name: string): Entry | undefined => (Object.hasOwn(VERBS, name) ? VERBS[name] : undefined);
