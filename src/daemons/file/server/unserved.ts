/**
 * Directives of a bacula-fd.conf that this daemon reads and does not follow: said at its start. What would weaken a
 * Client if it were passed over is refused when it matters.
 */
import type { ClientConfig, ClientDirectorResource } from '../../../config/index.ts';
import { displayText } from '../../../core/index.ts';

const WRITTEN: readonly string[] = ['director', 'append', 'file'];

/** A sentence each, for the log. */
export function unservedDirectives({ client, directors, consoles, messages }: ClientConfig): readonly string[] {
  const kinds = new Set([...messages.values()].flatMap(({ destinations }) => destinations.map(({ kind }) => kind)));
  return [
    ...(client.snapshotCommand === undefined ? [] : ['Snapshot Command is not used: no snapshots are made']),
    ...(consoles.size === 0 ? [] : ['Console resources are not used: this Client is no proxy for consoles']),
    ...[...kinds].filter((kind) => !WRITTEN.includes(kind)).map((kind) => `Messages are not sent to ${kind}`),
    ...[...directors.values()].flatMap(unservedOf),
  ];
}

const unservedOf = ({ name, schedule, backupJobUser, restoreJobUser }: ClientDirectorResource): readonly string[] => [
  ...(schedule === undefined
    ? []
    : [`Director ${displayText(name)}: Schedule is not followed, it is called at any time`]),
  ...(backupJobUser === undefined ? [] : [`Director ${displayText(name)}: ${refusalOf('backup')}`]),
  ...(restoreJobUser === undefined ? [] : [`Director ${displayText(name)}: ${refusalOf('restore')}`]),
];

/** Undefined: it may be done. Jobs run as the user of the daemon, and as no other. */
export function refusedUser(director: ClientDirectorResource, kind: 'backup' | 'restore'): string | undefined {
  const user = kind === 'backup' ? director.backupJobUser : director.restoreJobUser;
  return user === undefined ? undefined : refusalOf(kind);
}

const refusalOf = (kind: 'backup' | 'restore'): string => {
  const directive = kind === 'backup' ? 'Backup Job User' : 'Restore Job User';
  return `${directive} cannot be followed, so every ${kind} is refused; run the daemon itself as that user`;
};
